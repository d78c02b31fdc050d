import { specBefore, type EditCause, type SettingChange } from '#contract/live-edit.ts';
import type { RunDetail, RunEvent, RunState } from '#contract/run.ts';
import type { TrainingSpec } from '#contract/training.ts';

/** A change of settings as the page lists it. */
export interface EditRow {
  /** Among all edits of the run, from 0. */
  readonly place: number;
  /** Updates done before it. */
  readonly step: number;
  readonly cause: EditCause;
  readonly changes: readonly SettingChange[];
  /** When it was taken, in epoch milliseconds; null of one that a run which repeats another has not reached. */
  readonly time: number | null;
  readonly undoable: boolean;
}

/** The edits of a run, in order, each with when it was taken. */
export function editRows(
  { edits, state }: Pick<RunDetail, 'edits' | 'state'>,
  events: readonly RunEvent[],
): readonly EditRow[] {
  const told = events.filter(({ kind }) => kind === 'edited');
  return edits.map(({ step, cause, changes }, place) => {
    const at = told.findIndex((event) => event.step === step);
    const [event] = at < 0 ? [] : told.splice(at, 1);
    return {
      place,
      step,
      cause,
      changes,
      time: event?.time ?? null,
      undoable: cause === 'user' && event !== undefined && goesBack(state),
    };
  });
}

/** The settings by which a run that has done so many updates does the next one. */
export function settingsAt({ spec, edits }: Pick<RunDetail, 'spec' | 'edits'>, step: number): TrainingSpec {
  return specBefore(spec, edits, step + 1);
}

/** How many updates are done, as far as is known here. */
export function stepsDone({ metrics, progress, checkpoints }: RunDetail): number {
  return Math.max(
    0,
    progress?.step ?? 0,
    ...Object.values(metrics).map(({ lastStep }) => lastStep),
    ...checkpoints.map(({ step }) => step),
  );
}

/** One that has come to its end does not go back. */
function goesBack(state: RunState): boolean {
  return state !== 'complete' && state !== 'failed' && state !== 'pruned';
}

/** Whether it was asked to stop with its epoch, and has not since. */
export function stopsWithEpoch(events: readonly RunEvent[]): boolean {
  const last = events.findLast(({ kind }) => ['stopping', 'started', 'stopped', 'complete'].includes(kind));
  return last?.kind === 'stopping';
}
