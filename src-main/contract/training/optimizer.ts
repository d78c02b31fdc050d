import * as v from 'valibot';
import { notNegative, positive, share } from './numbers.ts';

const learningRate = positive;
const weightDecay = v.optional(notNegative, 0);
/** Gradients are scaled down when their global norm is above this. */
const clipNorm = v.optional(positive);

export const optimizerSpecSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('sgd'), learningRate, weightDecay, clipNorm }),
  v.strictObject({
    kind: v.literal('momentum'),
    learningRate,
    momentum: v.optional(share, 0.9),
    nesterov: v.optional(v.boolean(), false),
    weightDecay,
    clipNorm,
  }),
  v.strictObject({
    kind: v.literal('adagrad'),
    learningRate,
    epsilon: v.optional(positive, 1e-10),
    weightDecay,
    clipNorm,
  }),
  v.strictObject({
    kind: v.literal('rmsprop'),
    learningRate,
    decay: v.optional(share, 0.99),
    epsilon: v.optional(positive, 1e-8),
    momentum: v.optional(share, 0),
    weightDecay,
    clipNorm,
  }),
  v.strictObject({
    kind: v.literal('adam'),
    learningRate,
    beta1: v.optional(share, 0.9),
    beta2: v.optional(share, 0.999),
    epsilon: v.optional(positive, 1e-8),
    weightDecay,
    clipNorm,
  }),
  /** Adam with decoupled weight decay. */
  v.strictObject({
    kind: v.literal('adamw'),
    learningRate,
    beta1: v.optional(share, 0.9),
    beta2: v.optional(share, 0.999),
    epsilon: v.optional(positive, 1e-8),
    weightDecay: v.optional(notNegative, 0.01),
    clipNorm,
  }),
]);
export type OptimizerSpec = v.InferOutput<typeof optimizerSpecSchema>;
