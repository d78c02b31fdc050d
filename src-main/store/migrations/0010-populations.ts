/** In a population, a trial may be a copy of another one: since a step of its reports, in the place of a third. */
export const populations = `
ALTER TABLE trials ADD COLUMN copied_from INTEGER CHECK (copied_from >= 0);
ALTER TABLE trials ADD COLUMN copied_at REAL;
ALTER TABLE trials ADD COLUMN replaces INTEGER;
`;
