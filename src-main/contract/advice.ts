import * as v from 'valibot';
import type { ErrorPayload } from './errors.ts';
import type { OptimizerSpec, TrainingSpec } from './training.ts';

/** What can be asked before a training: which optimizer, which learning rate, which batch size. */
export const adviceKinds = ['optimizer', 'learningRate', 'batchSize'] as const;
export type AdviceKind = (typeof adviceKinds)[number];

export const adviceStates = [
  'waiting',
  'running',
  'complete',
  'stopped',
  'failed',
  /** Descent ended meanwhile. */
  'interrupted',
] as const;
export type AdviceState = (typeof adviceStates)[number];

export const adviceIdSchema = v.pipe(
  v.number('has to be the number of an advice'),
  v.integer(),
  v.minValue(1),
);

/** A question about a spec, how far it is, and what was found so far. */
export interface Advice {
  readonly id: number;
  readonly kind: AdviceKind;
  readonly state: AdviceState;
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** What was asked about. */
  readonly spec: TrainingSpec;
  readonly error: ErrorPayload | null;
  readonly progress: AdviceProgress | null;
  /** Null until there is something to show. */
  readonly report: AdviceReport | null;
}

/** Steps of training done and planned, over all that is tried. */
export interface AdviceProgress {
  readonly step: number;
  readonly totalSteps: number;
  readonly stepsPerSecond: number;
  readonly etaMs: number | null;
}

export type AdviceReport = OptimizerRace | LearningRateTest | BatchSizeTest;

/** A setting to take over: a path of the spec and its value. */
export interface SpecChange {
  readonly path: string;
  readonly value: unknown;
}

/** Optimizers that train the same model from the same weights on the same batches, ever fewer of them for ever longer. */
export interface OptimizerRace {
  readonly kind: 'optimizer';
  /** Which loss decides: of held-out rows, or of training rows where none are held out. */
  readonly measuredOn: 'validation' | 'training';
  /** How many of them (stretches, for a text). */
  readonly rows: number;
  /** Steps after which the slower ones drop out; the last one is the end. */
  readonly rounds: readonly number[];
  /** Steps that the whole training would take, for comparison with what the race took. */
  readonly trainingSteps: number;
  readonly raceSteps: number;
  /** Before the first step; the same for all. */
  readonly startLoss: number;
  readonly candidates: readonly RaceCandidate[];
  readonly verdict: RaceVerdict | null;
  readonly changes: readonly SpecChange[];
}

export interface RaceCandidate {
  readonly optimizer: OptimizerSpec;
  /** The spec's own choice stays to the end, so that the others can be compared with it. */
  readonly own: boolean;
  /** Its weight decay acts in another way than the own one's: the same λ is not the same strength. */
  readonly decaysOtherwise?: true;
  readonly state: 'racing' | 'out' | 'finished' | 'diverged';
  /** Steps made. */
  readonly steps: number;
  readonly millisecondsPerStep: number;
  /** Numbers that it keeps for every weight, beside the weight. */
  readonly slotsPerWeight: number;
  /** The curve: after so many steps, after so much time of its own in milliseconds, the loss. */
  readonly curve: {
    readonly steps: Float64Array;
    readonly times: Float64Array;
    readonly losses: Float64Array;
  };
  /** Mean of the last measurements; null before there are any, or when it diverged. */
  readonly loss: number | null;
}

/**
 * `better`: clearly better than the spec's own. `ownBest`: the spec's own is clearly best. `equalOwn`: nothing is
 * better than the own by more than the noise. `equalSimpler`: about as good as the best, and keeps less for each
 * weight. `noneLearned`: no loss came down. `allDiverged`: every loss became infinite or NaN.
 */
export const raceReasons = [
  'better',
  'ownBest',
  'equalOwn',
  'equalSimpler',
  'noneLearned',
  'allDiverged',
] as const;

export interface RaceVerdict {
  readonly reason: (typeof raceReasons)[number];
  /** Index of the candidate to take; null where there is none. */
  readonly choice: number | null;
  /** Index of the lowest loss. */
  readonly best: number | null;
  /** Those that the noise does not tell from the best, with the best. */
  readonly equal: readonly number[];
  /** Two losses closer than this are about equal. */
  readonly noise: number;
  /** Steps after which the choice was where the spec's own choice ended; null where that cannot be said. */
  readonly stepsToOwn: number | null;
  /** Index of a candidate that is clearly ahead by the clock, though not by steps; null where there is none. */
  readonly aheadInTime: number | null;
}

/** The loss while the learning rate grows exponentially (Smith 2017). */
export interface LearningRateTest {
  readonly kind: 'learningRate';
  /** From the smallest to the last one before the loss blew up, or all. */
  readonly rates: Float64Array;
  /** Of the batch, before the update at that rate. */
  readonly losses: Float64Array;
  /** The same, smoothed over neighbours. */
  readonly smoothed: Float64Array;
  readonly from: number;
  readonly to: number;
  readonly own: number;
  /** Whether the loss blew up before the end. */
  readonly blewUp: boolean;
  readonly lowest: RatePoint | null;
  readonly steepest: RatePoint | null;
  readonly suggested: number | null;
  /**
   * `found`: take the suggestion. `fine`: the own one is about the same. `flat`: the loss came down nowhere by more than
   * its noise.
   */
  readonly verdict: 'found' | 'fine' | 'flat' | null;
  readonly changes: readonly SpecChange[];
}

export interface RatePoint {
  readonly rate: number;
  readonly loss: number;
}

/** Speed and memory by batch size, and how far larger batches help (McCandlish et al. 2018). */
export interface BatchSizeTest {
  readonly kind: 'batchSize';
  readonly own: number;
  readonly sizes: readonly MeasuredBatch[];
  /** The smallest size that works off rows about as fast as the fastest. */
  readonly knee: number | null;
  /**
   * The gradient noise scale in rows: with so many in a batch, half of a step is signal. Batches much larger than it save
   * few steps. Null where it was not measured; infinite where noise hides the gradient.
   */
  readonly noiseScale: number | null;
  /** Steps of training before the noise was measured. */
  readonly noiseAfterSteps: number;
  readonly suggested: { readonly batchSize: number; readonly learningRate: number } | null;
  /** `found`: take the suggestion. `fine`: the own size takes about as long as the best. */
  readonly verdict: 'found' | 'fine' | null;
  readonly changes: readonly SpecChange[];
}

export interface MeasuredBatch {
  readonly batchSize: number;
  readonly millisecondsPerStep: number;
  readonly rowsPerSecond: number;
  /** Weights, gradients and the numbers on the way, at their peak. */
  readonly memoryBytes: number;
  /** Time to the same loss, 1 for the fastest size; null while the noise scale is unknown. */
  readonly relativeTime: number | null;
}
