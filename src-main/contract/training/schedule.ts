import * as v from 'valibot';
import { count, positive, share } from './numbers.ts';

const warmupSteps = v.optional(count(0), 0);
/** What is left of the learning rate at the end. */
const final = v.optional(share, 0);
const atLeastOne = v.pipe(positive, v.minValue(1, 'has to be 1 or more'));
/** Factor on the learning rate by step; a linear warm-up from 0 may come before any. */
export const scheduleSpecSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('constant'), warmupSteps }),
  v.strictObject({
    kind: v.literal('step'),
    everySteps: count(1),
    factor: positive,
    warmupSteps,
  }),
  v.strictObject({
    kind: v.literal('exponential'),
    decay: v.pipe(positive, v.maxValue(1)),
    warmupSteps,
  }),
  /** (1 − t / T)^power from 1 to `final` over the whole training; a straight line for the power 1. */
  v.strictObject({ kind: v.literal('polynomial'), power: v.optional(positive, 1), final, warmupSteps }),
  /** Half a cosine from 1 to `final` over the whole training. */
  v.strictObject({ kind: v.literal('cosine'), final, warmupSteps }),
  /** Half a cosine over `everySteps`, then again from 1 over `growth` times as many. */
  v.strictObject({
    kind: v.literal('cosineRestarts'),
    everySteps: count(1),
    growth: v.optional(count(1), 1),
    final,
    warmupSteps,
  }),
  /** Up from 1 / startDivisor to 1 over the share `rise` of the training, then down to 1 / (both divisors). */
  v.strictObject({
    kind: v.literal('oneCycle'),
    rise: v.optional(v.pipe(share, v.gtValue(0, 'has to be above 0')), 0.3),
    startDivisor: v.optional(atLeastOne, 25),
    endDivisor: v.optional(atLeastOne, 1e4),
    warmupSteps,
  }),
  /** Multiplied by `factor` when a metric has not improved for more than `patience` evaluations. */
  v.strictObject({
    kind: v.literal('plateau'),
    /** `val/loss`, or `train/loss` where nothing is held out, when left out. */
    metric: v.optional(v.pipe(v.string(), v.minLength(1, 'is empty'))),
    factor: v.optional(v.pipe(share, v.gtValue(0, 'has to be above 0')), 0.1),
    patience: v.optional(count(0), 10),
    /** Relative to the best: a smaller change is none. */
    threshold: v.optional(share, 1e-4),
    /** Evaluations after a change that do not count. */
    cooldown: v.optional(count(0), 0),
    /** The smallest factor. */
    least: v.optional(share, 0),
    warmupSteps,
  }),
]);
export type ScheduleSpec = v.InferOutput<typeof scheduleSpecSchema>;
