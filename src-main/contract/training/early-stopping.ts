import * as v from 'valibot';
import { count, notNegative } from './numbers.ts';

/** Training ends when a metric has not improved for `patience` evaluations. */
export const earlyStoppingSpecSchema = v.strictObject({
  /** `val/loss`, or `train/loss` where nothing is held out, when left out. */
  metric: v.optional(v.pipe(v.string(), v.minLength(1, 'is empty'))),
  patience: v.optional(count(1), 10),
  /** A smaller change is none. */
  minChange: v.optional(notNegative, 0),
  /** Whether the run keeps the weights of its best evaluation instead of its last. */
  restoreBest: v.optional(v.boolean(), true),
});
export type EarlyStoppingSpec = v.InferOutput<typeof earlyStoppingSpecSchema>;
