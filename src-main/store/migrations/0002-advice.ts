/** What was asked before a training, and what came of it. */
export const advice = `
CREATE TABLE advice (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('optimizer', 'learningRate', 'batchSize')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'complete', 'stopped', 'failed', 'interrupted')),
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  created_at REAL NOT NULL,
  ended_at REAL,
  error TEXT CHECK (error IS NULL OR json_valid(error)),
  -- In the wire codec, which keeps NaN and typed arrays.
  report BLOB
) STRICT;
CREATE INDEX advice_in_progress ON advice (state) WHERE state IN ('waiting', 'running');
`;
