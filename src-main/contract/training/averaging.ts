import * as v from 'valibot';
import { count, share } from './numbers.ts';

/** A mean of the weights over steps, which is evaluated, kept and predicts in place of the weights themselves. */
export const averagingSpecSchema = v.variant('kind', [
  /** Exponential moving average from the first step on. */
  v.strictObject({
    kind: v.literal('ema'),
    decay: v.optional(share, 0.999),
    /** Forgets faster at first, so that a short training is not averaged with its own beginning. */
    ramp: v.optional(v.boolean(), true),
  }),
  /** Stochastic weight averaging: the plain mean over the last part of the training. */
  v.strictObject({
    kind: v.literal('swa'),
    /** The share of the training after which it begins. */
    start: v.optional(share, 0.75),
    /** Once an epoch when left out. */
    everySteps: v.optional(count(1)),
  }),
]);
export type AveragingSpec = v.InferOutput<typeof averagingSpecSchema>;
