import * as v from 'valibot';
import { number, positive } from './numbers.ts';

/** Weights at the start. Biases start at zero, gains of norms at one. */
export const initializerSpecSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('zeros') }),
  v.strictObject({
    kind: v.literal('constant'),
    value: v.pipe(number, v.finite('has to be a finite number')),
  }),
  v.strictObject({ kind: v.literal('uniform'), limit: v.optional(positive, 0.05) }),
  v.strictObject({
    kind: v.literal('normal'),
    standardDeviation: v.optional(positive, 0.02),
  }),
  v.strictObject({
    kind: v.literal('truncatedNormal'),
    standardDeviation: v.optional(positive, 0.02),
  }),
  v.strictObject({ kind: v.literal('glorotUniform') }),
  v.strictObject({ kind: v.literal('glorotNormal') }),
  v.strictObject({ kind: v.literal('heUniform') }),
  v.strictObject({ kind: v.literal('heNormal') }),
  v.strictObject({ kind: v.literal('lecunUniform') }),
  v.strictObject({ kind: v.literal('lecunNormal') }),
  /** Rows or columns at right angles, all of one length. */
  v.strictObject({ kind: v.literal('orthogonal'), gain: v.optional(positive, 1) }),
  /** Variance scale / n, with n by the mode: what Glorot, He and LeCun have in common. */
  v.strictObject({
    kind: v.literal('varianceScaling'),
    scale: v.optional(positive, 1),
    mode: v.optional(v.picklist(['fanIn', 'fanOut', 'fanAverage']), 'fanIn'),
    distribution: v.optional(v.picklist(['normal', 'truncatedNormal', 'uniform']), 'truncatedNormal'),
  }),
  /**
   * The weights with which another run predicts: all that have the name and shape of this model's, or those of the
   * layers that are named. The rest begins as it would without an initializer.
   */
  v.strictObject({
    kind: v.literal('run'),
    run: v.pipe(
      v.number('has to be the number of a run'),
      v.safeInteger('has to be the number of a run'),
      v.minValue(1, 'has to be the number of a run'),
    ),
    layers: v.optional(
      v.pipe(
        v.array(v.pipe(v.string(), v.minLength(1, 'is empty'))),
        v.minLength(1, 'has to name at least one layer'),
      ),
    ),
  }),
]);
export type InitializerSpec = v.InferOutput<typeof initializerSpecSchema>;
