import type { Milestone } from '#contract/milestone.ts';
import type { ReadDatabase, WriteDatabase } from '../database.ts';

/** What comes for a step that has one already, such as the first of a run that goes on, is added to it. */
export function addMilestone(db: WriteDatabase, runId: number, milestone: Milestone): void {
  const { step, epoch, examples, wattHours } = milestone;
  db.run(
    `INSERT INTO milestones (run_id, step, epoch, examples, watt_hours)
     VALUES (:runId, :step, :epoch, :examples, :wattHours)
     ON CONFLICT (run_id, step) DO UPDATE SET epoch = excluded.epoch, examples = examples + excluded.examples,
       watt_hours = coalesce(watt_hours + excluded.watt_hours, excluded.watt_hours, watt_hours)`,
    { runId, step, epoch, examples, wattHours },
  );
}

/**
 * The milestones of a run up to a step, in order; everything where that is null. Where the step lies between two, the
 * last one stands at it, with its share of the next.
 */
export function milestonesUntil(db: ReadDatabase, runId: number, until: number | null): readonly Milestone[] {
  const found = db.all<Milestone>(
    `SELECT step, epoch, examples, watt_hours AS wattHours FROM milestones WHERE run_id = :runId AND step <= coalesce(
       (SELECT min(step) FROM milestones WHERE run_id = :runId AND step >= :until), :until) ORDER BY step`,
    { runId, until: until ?? Number.MAX_VALUE },
  );
  const [before, next] = [found.at(-2), found.at(-1)];
  if (until === null || next === undefined || next.step <= until) return found;
  if (before === undefined || before.step >= until) return found.slice(0, -1);
  const share = (until - before.step) / (next.step - before.step);
  const { epoch, examples, wattHours } = next;
  const last: Milestone = {
    step: until,
    epoch: before.epoch + share * (epoch - before.epoch),
    examples: share * examples,
    wattHours: wattHours === null ? null : share * wattHours,
  };
  return [...found.slice(0, -1), last];
}

/** Takes away those after `step`, for a run that goes on from there. */
export function forgetMilestones(db: WriteDatabase, runId: number, step: number): void {
  const last = milestonesUntil(db, runId, step).at(-1);
  db.run('DELETE FROM milestones WHERE run_id = :runId AND step > :step', { runId, step });
  if (last === undefined) return;
  db.run('DELETE FROM milestones WHERE run_id = :runId AND step = :at', { runId, at: last.step });
  addMilestone(db, runId, last);
}
