/**
 * The first schema. Times are epoch milliseconds. A run's id is never given twice (AUTOINCREMENT), since people write
 * "run 12" into their notes. JSON is used only for what no query looks into.
 */
export const initial = `
CREATE TABLE experiments (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
  created_at REAL NOT NULL
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
  experiment_id INTEGER NOT NULL REFERENCES experiments (id),
  parent_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  state TEXT NOT NULL CHECK (
    state IN ('waiting', 'running', 'paused', 'complete', 'pruned', 'failed', 'stopped', 'interrupted')
  ),
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  environment TEXT CHECK (json_valid(environment)),
  error TEXT CHECK (json_valid(error)),
  engine TEXT,
  dataset_sha256 TEXT,
  created_at REAL NOT NULL,
  started_at REAL,
  ended_at REAL,
  -- Time spent training, pauses left out, up to active_since; while it trains, what came since then is to be added.
  active_ms REAL NOT NULL DEFAULT 0,
  active_since REAL,
  color INTEGER NOT NULL CHECK (color >= 0),
  trashed_at REAL
) STRICT;
CREATE INDEX runs_by_creation ON runs (trashed_at, created_at, id);
CREATE INDEX runs_by_state ON runs (state, id);
CREATE INDEX runs_by_experiment ON runs (experiment_id, id);
CREATE INDEX runs_by_parent ON runs (parent_id);

-- Chosen inputs by path (optimizer.learningRate). kind tells false from 0 and null from a missing number.
CREATE TABLE params (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('number', 'text', 'boolean', 'null')),
  number REAL,
  text TEXT,
  PRIMARY KEY (run_id, path),
  CHECK ((kind = 'text') = (text IS NOT NULL)),
  CHECK ((kind IN ('number', 'boolean')) = (number IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX params_by_path ON params (path, number, text);

CREATE TABLE metrics (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 1000),
  direction TEXT NOT NULL CHECK (direction IN ('minimise', 'maximise')),
  UNIQUE (run_id, key)
) STRICT;
CREATE INDEX metrics_by_key ON metrics (key);

/*
 * Points of a metric in the order in which they came, as columns. A batch is one row until 4,096 points are together,
 * which are then sealed into one. first_sequence counts the points of the metric from 0. Extremes are of finite
 * values, NULL where there are none; steps may come in any order. A column is a blob: see store/columns.ts.
 */
CREATE TABLE point_chunks (
  id INTEGER PRIMARY KEY,
  metric_id INTEGER NOT NULL REFERENCES metrics (id) ON DELETE CASCADE,
  first_sequence INTEGER NOT NULL CHECK (first_sequence >= 0),
  count INTEGER NOT NULL CHECK (count > 0),
  sealed INTEGER NOT NULL CHECK (sealed IN (0, 1)),
  min_step REAL NOT NULL,
  max_step REAL NOT NULL,
  min_time REAL NOT NULL,
  max_time REAL NOT NULL,
  min_value REAL,
  max_value REAL,
  steps BLOB NOT NULL,
  times BLOB NOT NULL,
  point_values BLOB NOT NULL,
  UNIQUE (metric_id, first_sequence)
) STRICT;

-- What the runs table reads, so that it never scans history. NULL in last is NaN; last_bits is its exact float64.
CREATE TABLE latest_metrics (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  metric_id INTEGER NOT NULL UNIQUE REFERENCES metrics (id) ON DELETE CASCADE,
  count INTEGER NOT NULL CHECK (count > 0),
  last REAL,
  last_bits BLOB NOT NULL CHECK (length(last_bits) = 8),
  last_step REAL NOT NULL,
  last_time REAL NOT NULL,
  min REAL,
  min_step REAL,
  max REAL,
  max_step REAL,
  best REAL,
  best_step REAL,
  PRIMARY KEY (run_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX latest_metrics_by_key ON latest_metrics (key, last);

CREATE TABLE tags (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tag TEXT NOT NULL CHECK (length(tag) BETWEEN 1 AND 100),
  PRIMARY KEY (run_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_tag ON tags (tag);

CREATE TABLE notes (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  markdown TEXT NOT NULL,
  updated_at REAL NOT NULL
) STRICT;

CREATE TABLE events (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  time REAL NOT NULL,
  step REAL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  data TEXT CHECK (json_valid(data)),
  PRIMARY KEY (run_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE console_lines (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  time REAL NOT NULL,
  stream TEXT NOT NULL CHECK (stream IN ('out', 'err')),
  text TEXT NOT NULL,
  PRIMARY KEY (run_id, sequence)
) STRICT, WITHOUT ROWID;

-- Texts logged at a step, such as what a language model writes.
CREATE TABLE texts (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  step REAL NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (run_id, key, step)
) STRICT, WITHOUT ROWID;

-- Named results by contract/result.ts, in the wire codec, which keeps NaN.
CREATE TABLE results (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (run_id, name)
) STRICT, WITHOUT ROWID;

-- Files of runs; the bytes lie in the artifact folder under their SHA-256, once however many runs name them.
CREATE TABLE artifacts (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('checkpoint', 'model', 'file')),
  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  created_at REAL NOT NULL,
  UNIQUE (run_id, name)
) STRICT;
CREATE INDEX artifacts_by_content ON artifacts (sha256);

CREATE TABLE checkpoints (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  artifact_id INTEGER NOT NULL UNIQUE REFERENCES artifacts (id) ON DELETE CASCADE,
  step INTEGER NOT NULL CHECK (step >= 0),
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  created_at REAL NOT NULL
) STRICT;
CREATE INDEX checkpoints_by_run ON checkpoints (run_id, step);

-- Data that runs were trained on, by content.
CREATE TABLE datasets (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  name TEXT NOT NULL,
  source TEXT NOT NULL CHECK (json_valid(source)),
  first_used_at REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;
`;
