/** How the next token is drawn from a model's logits. */
export interface DrawOptions {
  /** Logits are divided by it: below 1 is more careful, above 1 bolder. */
  readonly temperature: number;
  /** Only the so many likeliest ids stay; all when left out. */
  readonly topK?: number | undefined;
  /** Of what is left, only the likeliest ids whose probabilities together reach this. */
  readonly topP?: number | undefined;
  /** Ids that are never drawn. */
  readonly forbidden: readonly number[];
}

/**
 * Probabilities of the next id: softmax of logits / temperature, then top-k, then nucleus sampling (Holtzman et al.,
 * "The curious case of neural text degeneration", 2020), renormalised. The likeliest id always stays; of equally
 * likely ones the lower id counts as the likelier.
 */
export function nextTokenProbabilities(logits: ArrayLike<number>, options: DrawOptions): Float64Array {
  const { temperature, topK, topP } = options;
  const probabilities = Float64Array.from(logits, (logit) => logit / temperature);
  for (const id of options.forbidden) probabilities[id] = Number.NEGATIVE_INFINITY;
  // Shifting by the largest keeps the exponentials from overflowing.
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of probabilities) highest = Math.max(highest, value);
  for (let id = 0; id < probabilities.length; id++) {
    probabilities[id] = Math.exp((probabilities[id] ?? highest) - highest);
  }
  normalise(probabilities);
  if (topK === undefined && topP === undefined) return probabilities;
  const order = Uint32Array.from(probabilities, (_, id) => id).sort(
    (a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b,
  );
  for (const id of order.subarray(topK ?? order.length)) probabilities[id] = 0;
  normalise(probabilities);
  if (topP !== undefined) {
    let before = 0;
    for (const id of order) {
      const probability = probabilities[id] ?? 0;
      if (before >= topP) probabilities[id] = 0;
      before += probability;
    }
    normalise(probabilities);
  }
  return probabilities;
}

function normalise(weights: Float64Array): void {
  let sum = 0;
  for (const weight of weights) sum += weight;
  for (let at = 0; at < weights.length; at++) weights[at] = (weights[at] ?? 0) / sum;
}
