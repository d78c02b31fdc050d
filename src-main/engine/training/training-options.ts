import type { SpecEdit } from '#contract/live-edit.ts';
import type { EndReason } from '#contract/training-event.ts';
import type { DatasetFiles } from '../dataset/files.ts';
import type { EnergyReading } from './budget.ts';
import type { WishedEdit } from './live-edits.ts';

/** How the outside steers a training; read between any two steps. */
export interface TrainingControl {
  readonly state: 'run' | 'pause' | 'stop';
  /** To be stopped once the epoch is over. */
  readonly endsWithEpoch?: boolean;
  /** Resolves when the state leaves "pause", or when there is a wish to take. */
  resumed(): Promise<void>;
  /** After this step it waits for somebody's verdict: to go on to another such step, to its end, or to stop. */
  readonly holdsAfter?: number | null;
  /** Resolves with the next thing that is wished of it. */
  wished?(): Promise<void>;
  /** The next of the settings that somebody wishes to change; null where there is none. */
  takeWish?(): WishedEdit | null;
}

export interface TrainingOptions {
  readonly files: DatasetFiles;
  readonly control: TrainingControl;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Milliseconds that only grow, by which work is measured; `performance.now` when left out. */
  readonly stopwatch?: () => number;
  /** Bytes of a checkpoint event of the same training: go on from there. */
  readonly checkpoint?: Uint8Array;
  /** Stops after this step, as if it had been asked to. */
  readonly until?: number;
  /** The checkpoint is another training's, and the spec says how to go on from it in another way. */
  readonly branches?: boolean;
  /** Bytes of a checkpoint of the run whose weights the initializer takes over. */
  readonly initial?: Uint8Array;
  /** Every edit that this training has had, or that it repeats: those from where it begins on are made again. */
  readonly edits?: readonly SpecEdit[];
  /** A training that ended by a limit that is measured is repeated: it ends here by the same. */
  readonly ending?: { readonly step: number; readonly reason: EndReason };
  /** Joules that the processor has taken; nobody can tell when left out. */
  readonly energy?: EnergyReading;
}
