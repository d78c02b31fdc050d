/** How far a training had come after a step; see contract/milestone.ts. */
export const milestones = `
CREATE TABLE milestones (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step REAL NOT NULL,
  epoch REAL NOT NULL,
  examples REAL NOT NULL,
  watt_hours REAL,
  PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;
`;
