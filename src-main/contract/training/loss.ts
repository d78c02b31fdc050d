import * as v from 'valibot';
import { notNegative, number, positive, share } from './numbers.ts';

const between0And1 = v.pipe(
  number,
  v.gtValue(0, (issue) => `has to be above 0 and below 1, not ${issue.received}`),
  v.ltValue(1, (issue) => `has to be above 0 and below 1, not ${issue.received}`),
);
const labelSmoothing = v.optional(share, 0);
/**
 * How much a row counts by its class; all alike when left out. "balanced" is rows / (classes · rows of the class) of
 * the training split; a class that a list of weights does not name counts 1.
 */
const classWeights = v.optional(
  v.union(
    [v.literal('balanced'), v.record(v.string(), positive)],
    'has to be "balanced", or a weight above 0 for each class by its name, such as {"rare": 5}',
  ),
);

export const lossSpecSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('meanSquaredError') }),
  v.strictObject({ kind: v.literal('meanAbsoluteError') }),
  v.strictObject({ kind: v.literal('huber'), delta: v.optional(positive, 1) }),
  v.strictObject({ kind: v.literal('logCosh') }),
  /** Pinball loss: the model learns this quantile of the target instead of its mean. */
  v.strictObject({ kind: v.literal('quantile'), quantile: v.optional(between0And1, 0.5) }),
  /** For counts: the output is the logarithm of the expected count. */
  v.strictObject({ kind: v.literal('poisson') }),
  /** Softmax cross-entropy from logits over two or more classes, or over the next character. */
  v.strictObject({ kind: v.literal('crossEntropy'), labelSmoothing, classWeights }),
  /** From one logit: for two classes, or for a number from 0 to 1. */
  v.strictObject({ kind: v.literal('binaryCrossEntropy'), labelSmoothing, classWeights }),
  /** Cross-entropy that all but forgets rows that are right already. */
  v.strictObject({ kind: v.literal('focal'), gamma: v.optional(notNegative, 2), classWeights }),
  v.strictObject({ kind: v.literal('hinge'), margin: v.optional(positive, 1) }),
  /** Divergence of the predicted distribution from the smoothed classes. */
  v.strictObject({ kind: v.literal('kullbackLeibler'), labelSmoothing: v.optional(share, 0.1) }),
  v.strictObject({ kind: v.literal('cosine') }),
]);
export type LossSpec = v.InferOutput<typeof lossSpecSchema>;
/** As in the spec: "balanced", or weights by the names of classes. */
export type ClassWeights = NonNullable<Extract<LossSpec, { kind: 'crossEntropy' }>['classWeights']>;
