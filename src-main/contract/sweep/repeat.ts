import * as v from 'valibot';
import { count } from '../training/numbers.ts';

/** After the last trial, the best few are tried again with other seeds, until their order is certain enough. */
export const repeatSpecSchema = v.strictObject({
  /** So many of the best are to be told apart. */
  best: v.optional(v.pipe(count(2), v.maxValue(20, 'has to be at most 20')), 3),
  confidence: v.optional(v.pipe(v.number(), v.minValue(0.5), v.maxValue(0.999)), 0.9),
  /** Values of one trial at most, its own among them. */
  most: v.optional(v.pipe(count(2), v.maxValue(100, 'has to be at most 100')), 5),
});
export type RepeatSpec = v.InferOutput<typeof repeatSpecSchema>;
