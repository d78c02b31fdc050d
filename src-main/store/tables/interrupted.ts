import type { RunState } from '#contract/run.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { WriteDatabase } from '../database.ts';
import { appendEvent } from './events.ts';
import { settlePoints } from './points.ts';
import { setRunState } from './runs.ts';

interface OpenRun {
  readonly id: number;
  readonly state: RunState;
  readonly started_at: number | null;
  readonly last_time: number | null;
  readonly last_step: number | null;
  /** Of its newest checkpoint. */
  readonly checkpoint_step: number | null;
}

/**
 * Marks the runs that were in progress when the process that trained them ended without saying so, and gives their
 * ids. To be called by the owner of the data directory before it trains anything itself. They ended, as far as
 * anybody knows, at their last committed point.
 */
export function markInterrupted(db: WriteDatabase, now: number): readonly number[] {
  return db.transaction(() => {
    const open = db.all<OpenRun>(
      `SELECT r.id, r.state, r.started_at, max(l.last_time) AS last_time, max(l.last_step) AS last_step,
         (SELECT max(c.step) FROM checkpoints c WHERE c.run_id = r.id) AS checkpoint_step
       FROM runs r LEFT JOIN latest_metrics l ON l.run_id = r.id
       WHERE r.state IN ('waiting', 'running', 'paused') GROUP BY r.id ORDER BY r.id`,
    );
    for (const run of open) {
      const ended = run.last_time ?? run.started_at ?? now;
      setRunState(db, run.id, 'interrupted', { now: ended });
      settlePoints(db, run.id);
      appendEvent(db, run.id, {
        time: now,
        step: run.last_step,
        kind: 'interrupted',
        ...whatHappened(run),
        data: null,
      });
    }
    return open.map(({ id }) => id);
  });
}

function whatHappened({ started_at, last_step, checkpoint_step }: OpenRun): Sentence {
  if (started_at === null) return say('run.neverBegun');
  return say('run.interrupted', { lastStep: last_step ?? -1, checkpointStep: checkpoint_step ?? -1 });
}
