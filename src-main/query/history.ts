import type { ReadDatabase } from '../store/database.ts';

/** A stretch of what a run's charts show: its own points, or those of a run that it branched from. */
export interface HistoryPart {
  readonly run: number;
  /** Points after this step belong to a later part; null for the run itself. */
  readonly until: number | null;
  /** Epoch milliseconds from which the time on the way is counted, as if one run had measured all parts. */
  readonly startedAt: number;
}

interface RunRecord {
  readonly started: number;
  readonly parent: number | null;
  readonly step: number | null;
  readonly elapsed: number | null;
}

/**
 * Of a branch, first the parts of those that it came from, oldest first; of any other run, itself alone. Empty where
 * there is no such run.
 */
export function historyOf(db: ReadDatabase, run: number): readonly HistoryPart[] {
  const parts: HistoryPart[] = [];
  let next: number | null = run;
  let until: number | null = null;
  while (next !== null) {
    const found: RunRecord | undefined = db.get<RunRecord>(
      `SELECT coalesce(started_at, created_at) AS started, parent_id AS parent, branch_step AS step,
        branch_elapsed_ms AS elapsed
      FROM runs WHERE id = @run`,
      { run: next },
    );
    if (found === undefined) break;
    parts.unshift({ run: next, until, startedAt: found.started - (found.elapsed ?? 0) });
    next = found.step === null ? null : found.parent;
    if (found.step !== null) until = until === null ? found.step : Math.min(until, found.step);
  }
  return parts;
}

/** How long a run had been on the way, with those that it branched from, when its checkpoint after `step` was made. */
export function elapsedAt(db: ReadDatabase, run: number, step: number): number {
  const found = db.get<{ elapsed: number }>(
    `SELECT c.created_at - coalesce(r.started_at, r.created_at) + coalesce(r.branch_elapsed_ms, 0) AS elapsed
    FROM checkpoints AS c JOIN runs AS r ON r.id = c.run_id
    WHERE c.run_id = @run AND c.step = @step`,
    { run, step },
  );
  return Math.max(0, found?.elapsed ?? 0);
}

/** How long those that a branch came from had been on the way when it began; 0 for a run that is none. */
export function branchElapsed(db: ReadDatabase, run: number): number {
  const found = db.get<{ elapsed: number | null }>(
    'SELECT branch_elapsed_ms AS elapsed FROM runs WHERE id = @run',
    {
      run,
    },
  );
  return found?.elapsed ?? 0;
}

/** The run that this one repeats, with the hash of its weights; null where it repeats none that came to its end. */
export function rerunOf(
  db: ReadDatabase,
  run: number,
): { readonly run: number; readonly weightsSha256: string } | null {
  const found = db.get<{ run: number; weightsSha256: string }>(
    `SELECT o.id AS run, o.weights_sha256 AS weightsSha256 FROM runs AS r JOIN runs AS o ON o.id = r.rerun_of
    WHERE r.id = @run AND o.state = 'complete' AND o.weights_sha256 IS NOT NULL`,
    { run },
  );
  return found ?? null;
}

/** A run that branched from this one after `step`, and so shares its points up to there; null where none did. */
export function branchAfter(db: ReadDatabase, run: number, step: number): number | null {
  const found = db.get<{ id: number }>(
    `SELECT id FROM runs WHERE parent_id = @run AND branch_step IS NOT NULL AND branch_step > @step
    ORDER BY branch_step LIMIT 1`,
    { run, step },
  );
  return found?.id ?? null;
}
