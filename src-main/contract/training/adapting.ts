import * as v from 'valibot';
import { count, positive } from './numbers.ts';

const names = v.pipe(
  v.array(v.pipe(v.string(), v.minLength(1, 'is empty'))),
  v.minLength(1, 'has to name at least one layer'),
);

/** Layers or weight arrays that stay as they begin, by their names; "biases" and "norms" are all of them. */
export const freezeSchema = names;

/**
 * Low-rank adapters (Hu et al. 2021): the weights of another run stay as they are, and to every matrix of the chosen
 * layers a product of two narrow ones is added, alpha / rank times. These alone are trained, and merged at the end.
 */
export const adapterSpecSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('lora'),
    rank: v.optional(count(1), 8),
    alpha: v.optional(positive, 16),
    /** All layers with a matrix that is larger than the rank, but for embeddings, when left out. */
    layers: v.optional(names),
  }),
]);
export type AdapterSpec = v.InferOutput<typeof adapterSpecSchema>;
