import * as v from 'valibot';
import { count, notNegative, positive, share } from './numbers.ts';

const clipping = {
  /** Every number of a gradient is brought into ±clipValue. */
  clipValue: v.optional(positive),
  /** The gradient of a weight array is scaled down when its norm is above this. */
  clipArrayNorm: v.optional(positive),
  /** All gradients are scaled down together when their global norm is above this. */
  clipNorm: v.optional(positive),
};
/** What weight decay leaves alone: `biases`, `norms`, or layers and weight arrays by their names. */
const exceptions = v.array(v.pipe(v.string(), v.minLength(1, 'is empty')));
/** Weight decay that is added to the gradient: for plain descent the same as a penalty λ/2 · ‖w‖². */
const coupled = {
  learningRate: positive,
  weightDecay: v.optional(notNegative, 0),
  weightDecayExcept: v.optional(exceptions),
  ...clipping,
};
/** Weight decay that shrinks the weights themselves (Loshchilov & Hutter 2019). */
const decoupled = (weightDecay: number) => ({
  learningRate: positive,
  weightDecay: v.optional(notNegative, weightDecay),
  weightDecayExcept: v.optional(exceptions, ['biases', 'norms']),
  ...clipping,
});
const moments = (beta2: number, epsilon: number) => ({
  beta1: v.optional(share, 0.9),
  beta2: v.optional(share, beta2),
  epsilon: v.optional(positive, epsilon),
});

export const optimizerSpecSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('sgd'), ...coupled }),
  v.strictObject({
    kind: v.literal('momentum'),
    momentum: v.optional(share, 0.9),
    nesterov: v.optional(v.boolean(), false),
    ...coupled,
  }),
  v.strictObject({ kind: v.literal('adagrad'), epsilon: v.optional(positive, 1e-10), ...coupled }),
  v.strictObject({
    kind: v.literal('rmsprop'),
    decay: v.optional(share, 0.99),
    epsilon: v.optional(positive, 1e-8),
    momentum: v.optional(share, 0),
    ...coupled,
  }),
  v.strictObject({
    kind: v.literal('adadelta'),
    decay: v.optional(share, 0.9),
    epsilon: v.optional(positive, 1e-6),
    ...coupled,
  }),
  v.strictObject({ kind: v.literal('adam'), ...moments(0.999, 1e-8), ...coupled }),
  /** Adam that divides by the largest mean of squares so far. */
  v.strictObject({ kind: v.literal('amsgrad'), ...moments(0.999, 1e-8), ...coupled }),
  /** Adam with decoupled weight decay. */
  v.strictObject({ kind: v.literal('adamw'), ...moments(0.999, 1e-8), ...decoupled(0.01) }),
  v.strictObject({ kind: v.literal('adamax'), ...moments(0.999, 1e-8), ...coupled }),
  v.strictObject({
    kind: v.literal('nadam'),
    ...moments(0.999, 1e-8),
    momentumDecay: v.optional(notNegative, 0.004),
    ...coupled,
  }),
  v.strictObject({ kind: v.literal('radam'), ...moments(0.999, 1e-8), ...coupled }),
  v.strictObject({ kind: v.literal('lamb'), ...moments(0.999, 1e-6), ...decoupled(0.01) }),
  v.strictObject({
    kind: v.literal('lion'),
    beta1: v.optional(share, 0.9),
    beta2: v.optional(share, 0.99),
    ...decoupled(0),
  }),
  /** Squares are kept by row and column: memory for a matrix grows with its sides, not with its area. */
  v.strictObject({
    kind: v.literal('adafactor'),
    /** β₂ of step t is 1 − t^−decayPower. */
    decayPower: v.optional(positive, 0.8),
    epsilon: v.optional(positive, 1e-30),
    /** A step is at least this large, relative to the weights. */
    leastScale: v.optional(positive, 1e-3),
    /** Updates whose root mean square is above this are scaled down. */
    clipUpdate: v.optional(positive, 1),
    ...decoupled(0),
  }),
  /** Full batch only, small models only: a quasi-Newton method with a line search. */
  v.strictObject({
    kind: v.literal('lbfgs'),
    /** The first step that a line search tries. */
    learningRate: v.optional(positive, 1),
    history: v.optional(count(1), 10),
    lineSearch: v.optional(v.picklist(['strongWolfe', 'fixed']), 'strongWolfe'),
    weightDecay: v.optional(notNegative, 0),
    weightDecayExcept: v.optional(exceptions),
  }),
]);
export type OptimizerSpec = v.InferOutput<typeof optimizerSpecSchema>;
/** Those whose update needs one gradient, and works weight array by weight array. */
export type FirstOrderSpec = Exclude<OptimizerSpec, { kind: 'lbfgs' }>;
