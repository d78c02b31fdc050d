import type { AdviceState } from './advice.ts';
import type { RunProgress, RunState } from './run.ts';

/**
 * Events say that something changed, with a cursor; who is interested asks for what is missing, so that a
 * dropped event loses nothing. `runs` is any change in the table of runs; `run:12` one run's own news, `advice:3` those of one
 * advice.
 */
export type Topic = 'runs' | `run:${number}` | `advice:${number}`;

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

export type CoreEvent = RunsChanged | RunChanged | AdviceChanged;

export function isTopic(text: string): text is Topic {
  return text === 'runs' || /^(run|advice):\d+$/.test(text);
}
