import type { RunProgress, RunState } from './run.ts';

/**
 * Events say that something changed, with a cursor; who is interested asks for what is missing, so that a
 * dropped event loses nothing. `runs` is any change in the table of runs; `run:12` one run's own news.
 */
export type Topic = 'runs' | `run:${number}`;

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

export type CoreEvent = RunsChanged | RunChanged;

export function isTopic(text: string): text is Topic {
  return text === 'runs' || /^run:\d+$/.test(text);
}
