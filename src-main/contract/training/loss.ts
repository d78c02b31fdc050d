import * as v from 'valibot';
import { positive, share } from './numbers.ts';

export const lossSpecSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('meanSquaredError') }),
  v.strictObject({ kind: v.literal('meanAbsoluteError') }),
  v.strictObject({ kind: v.literal('huber'), delta: v.optional(positive, 1) }),
  /** Softmax cross-entropy from logits over two or more classes, or over the next character. */
  v.strictObject({
    kind: v.literal('crossEntropy'),
    labelSmoothing: v.optional(share, 0),
  }),
]);
export type LossSpec = v.InferOutput<typeof lossSpecSchema>;
