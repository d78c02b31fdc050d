import type { AdviceState } from './advice.ts';
import type { RunProgress, RunState } from './run.ts';

/**
 * Events say that something changed, with a cursor; who is interested asks for what is missing, so that a
 * dropped event loses nothing. `runs` is any change in the table of runs; `run:12` one run's own news, `advice:3` those of one
 * advice, `family:3` those of the runs of one family; `sweeps` any change in the list of sweeps, `sweep:3` one sweep's;
 * `reports` any change of a report.
 */
export type Topic =
  | 'runs'
  | `run:${number}`
  | `advice:${number}`
  | `family:${number}`
  | 'sweeps'
  | `sweep:${number}`
  | 'reports';

export interface RunsChanged {
  readonly topic: 'runs';
  /** Counts the changes since this process started. */
  readonly cursor: number;
}

export interface RunChanged {
  readonly topic: `run:${number}`;
  readonly cursor: number;
  readonly state: RunState;
  /** Points of this run that are committed to the database. */
  readonly committedPoints: number;
  readonly progress: RunProgress | null;
}

export interface AdviceChanged {
  readonly topic: `advice:${number}`;
  readonly cursor: number;
  readonly adviceState: AdviceState;
}

export interface FamilyChanged {
  readonly topic: `family:${number}`;
  readonly cursor: number;
}

export interface SweepsChanged {
  readonly topic: 'sweeps' | `sweep:${number}`;
  readonly cursor: number;
}

export interface ReportsChanged {
  readonly topic: 'reports';
  readonly cursor: number;
}

export type CoreEvent =
  RunsChanged | RunChanged | AdviceChanged | FamilyChanged | SweepsChanged | ReportsChanged;

export function isTopic(text: string): text is Topic {
  return (
    text === 'runs' || text === 'sweeps' || text === 'reports' || /^(run|advice|family|sweep):\d+$/.test(text)
  );
}
