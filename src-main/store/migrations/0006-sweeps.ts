/** Searches over params. A trial is a run of a training, or a command that has no run. */
export const sweeps = `
CREATE TABLE sweeps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'complete', 'stopped', 'failed', 'interrupted')),
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  created_at REAL NOT NULL,
  ended_at REAL,
  -- Time in which it was searched, pauses left out, up to active_since.
  active_ms REAL NOT NULL DEFAULT 0,
  active_since REAL,
  -- Why it failed, or came to its end early.
  reason TEXT CHECK (json_valid(reason)),
  trashed_at REAL
) STRICT;
CREATE INDEX sweeps_by_state ON sweeps (state);

CREATE TABLE trials (
  id INTEGER PRIMARY KEY,
  sweep_id INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 0),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'paused', 'complete', 'pruned', 'failed')),
  origin TEXT NOT NULL CHECK (origin IN ('sampler', 'hand', 'earlier', 'repeat')),
  repeats INTEGER,
  params TEXT NOT NULL CHECK (json_valid(params)),
  -- What the sampler chose them by.
  why TEXT CHECK (json_valid(why)),
  run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  -- One for each objective, in the wire codec, which keeps what JSON has no numbers for.
  objective_values BLOB,
  violations BLOB,
  -- The first of them, and whether all limits are kept: what lists find the best by.
  value REAL,
  feasible INTEGER NOT NULL DEFAULT 1 CHECK (feasible IN (0, 1)),
  reason TEXT CHECK (json_valid(reason)),
  excluded INTEGER NOT NULL DEFAULT 0 CHECK (excluded IN (0, 1)),
  -- How often it was begun anew.
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  created_at REAL NOT NULL,
  started_at REAL,
  ended_at REAL,
  active_ms REAL NOT NULL DEFAULT 0,
  active_since REAL,
  -- Of a command in progress: its number and when it began, since numbers are given again.
  process_id INTEGER,
  process_beginning TEXT,
  exit_code INTEGER,
  UNIQUE (sweep_id, number)
) STRICT;
CREATE INDEX trials_by_value ON trials (sweep_id, value) WHERE state = 'complete' AND excluded = 0 AND feasible = 1;
CREATE INDEX trials_by_run ON trials (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX trials_in_progress ON trials (sweep_id, state) WHERE state IN ('waiting', 'running');

-- NULL is NaN.
CREATE TABLE trial_reports (
  trial_id INTEGER NOT NULL REFERENCES trials (id) ON DELETE CASCADE,
  metric TEXT NOT NULL CHECK (length(metric) BETWEEN 1 AND 1000),
  step REAL NOT NULL,
  value REAL,
  time REAL NOT NULL,
  PRIMARY KEY (trial_id, metric, step)
) STRICT, WITHOUT ROWID;

-- The first and the last of what a command printed.
CREATE TABLE trial_outputs (
  trial_id INTEGER PRIMARY KEY REFERENCES trials (id) ON DELETE CASCADE,
  text TEXT NOT NULL
) STRICT;
`;
