import * as v from 'valibot';
import { count, number, positive } from './numbers.ts';

/** Steps of preprocessing, in order. Every one is fitted on the training split only. */
export const preprocessingStepSchema = v.variant('step', [
  /** Missing numbers become the mean, median or a constant; missing categories the commonest one. */
  v.strictObject({
    step: v.literal('impute'),
    with: v.optional(v.picklist(['mean', 'median', 'constant']), 'mean'),
    constant: v.optional(number),
    columns: v.optional(v.array(v.string())),
  }),
  /** (x − mean) / standard deviation. */
  v.strictObject({ step: v.literal('standardise'), columns: v.optional(v.array(v.string())) }),
  /** To [0, 1] by the smallest and largest value of the training rows. */
  v.strictObject({ step: v.literal('minMax'), columns: v.optional(v.array(v.string())) }),
  /** Divided by a constant, as grey levels are. */
  v.strictObject({
    step: v.literal('scale'),
    divideBy: positive,
    columns: v.optional(v.array(v.string())),
  }),
  /** A column per category; an unseen one gives zeros and a warning. */
  v.strictObject({ step: v.literal('oneHot'), columns: v.optional(v.array(v.string())) }),
  /** Number columns in order become an image of [height, width, channels]. */
  v.strictObject({
    step: v.literal('image'),
    shape: v.tuple([count(1), count(1), count(1)]),
  }),
  /** Text to character ids; rarer characters than `minCount` become one id "unknown". */
  v.strictObject({ step: v.literal('characters'), minCount: v.optional(count(1), 1) }),
]);
export type PreprocessingStep = v.InferOutput<typeof preprocessingStepSchema>;
