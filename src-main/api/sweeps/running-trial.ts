import type { ErrorPayload } from '#contract/errors.ts';

/** What a trial tells on its way. */
export interface TrialNews {
  /** The run that does it; told before anything else of a training. */
  run(run: number): void;
  /** It goes on after this step: what it told of later ones will be told again. */
  goesOn(step: number): void;
  /** The process that does it. */
  process(pid: number, beginning: string | null): void;
  report(reports: readonly TrialReport[]): void;
  /** It waits after this step of its reports until `goOn`, or its end. */
  held(step: number): void;
  /** Comes once and last. */
  ended(end: TrialEnd): void;
}

export interface TrialReport {
  readonly metric: string;
  /** Null for the next one of its metric. */
  readonly step: number | null;
  readonly value: number;
}

export interface TrialEnd {
  /** `stopped` when it was asked to. */
  readonly state: 'complete' | 'stopped' | 'failed';
  readonly error?: ErrorPayload;
  /** Figures of the end, which count instead of the last reports. */
  readonly final?: Readonly<Record<string, number>>;
  readonly exitCode?: number | null;
  /** What a command printed. */
  readonly output?: string;
}

/** A trial in progress. */
export interface RunningTrial {
  /** Asks it to end, with a checkpoint where it can have one; `ended` follows. */
  stop(): void;
  /** The verdict on one that waits: it goes on to the next step at which it is to wait, or to its end. */
  goOn(): void;
  /** What it has printed so far; null where that is not kept here. */
  output(): string | null;
}
