/** Numbers of events are not given twice, also when those that had them were taken away. */
export const forgottenEvents = `
-- The highest number that an event of the run had when some were taken away.
ALTER TABLE runs ADD COLUMN events_forgotten INTEGER NOT NULL DEFAULT 0 CHECK (events_forgotten >= 0);
`;
