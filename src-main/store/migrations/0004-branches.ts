/** Runs that go on from a checkpoint of another, checkpoints kept for a reason, and runs that repeat another. */
export const branches = `
-- After which step of its parent a branch began; the points up to it are the parent's.
ALTER TABLE runs ADD COLUMN branch_step INTEGER CHECK (branch_step >= 0);
-- How long its parent, with its own parents, had been on the way by then.
ALTER TABLE runs ADD COLUMN branch_elapsed_ms REAL;
ALTER TABLE runs ADD COLUMN rerun_of INTEGER REFERENCES runs (id) ON DELETE SET NULL;
ALTER TABLE runs ADD COLUMN weights_sha256 TEXT CHECK (length(weights_sha256) = 64);
-- Deleted, but for what its branches need; trashed_at is set, too.
ALTER TABLE runs ADD COLUMN removed_at REAL;
CREATE INDEX runs_in_trash ON runs (trashed_at) WHERE trashed_at IS NOT NULL AND removed_at IS NULL;
CREATE INDEX runs_by_branch ON runs (parent_id, branch_step) WHERE branch_step IS NOT NULL;
CREATE INDEX runs_by_rerun ON runs (rerun_of) WHERE rerun_of IS NOT NULL;

ALTER TABLE checkpoints ADD COLUMN reasons TEXT NOT NULL DEFAULT '["last"]' CHECK (json_valid(reasons));
-- Of one of the best: what it was chosen by.
ALTER TABLE checkpoints ADD COLUMN value REAL;
ALTER TABLE checkpoints ADD COLUMN damaged INTEGER NOT NULL DEFAULT 0 CHECK (damaged IN (0, 1));
`;
