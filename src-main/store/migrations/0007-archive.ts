/** Runs that are put out of sight, and kept. */
export const archive = `
CREATE TABLE archived_runs (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  archived_at REAL NOT NULL
) STRICT;
`;
