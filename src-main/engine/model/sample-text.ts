import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../../base/random.ts';
import { evaluationPass, type Model, type Weights } from './model.ts';

export interface SampleTextOptions {
  readonly contextLength: number;
  /** How many ids to add to the prompt. */
  readonly length: number;
  /** Logits are divided by it: below 1 is more careful, above 1 bolder. */
  readonly temperature: number;
  readonly random: RandomStream;
  /** Ids that are never drawn. */
  readonly forbidden: readonly number[];
}

/**
 * Continues a prompt of at least one id by drawing from the model's distribution, one id at a time. Gives the new
 * ids without the prompt; the same stream gives the same text.
 */
export function sampleText(
  model: Model,
  weights: Weights,
  prompt: readonly number[],
  options: SampleTextOptions,
): number[] {
  const ids = [...prompt];
  while (ids.length < prompt.length + options.length) {
    const context = ids.slice(-options.contextLength);
    const logits = tf.tidy(() => {
      const all = model.forward(weights, tf.tensor2d([context], undefined, 'int32'), evaluationPass);
      return tf.slice(all as tf.Tensor2D, [context.length - 1, 0], [1, -1]).dataSync();
    });
    ids.push(draw(logits, options));
  }
  return ids.slice(prompt.length);
}

function draw(logits: ArrayLike<number>, options: SampleTextOptions): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) {
    if (!options.forbidden.includes(id)) highest = Math.max(highest, logits[id] ?? highest);
  }
  // Shifting by the largest keeps the exponentials from overflowing.
  const weights = Float64Array.from({ length: logits.length }, (_, id) =>
    options.forbidden.includes(id) ? 0 : Math.exp(((logits[id] ?? highest) - highest) / options.temperature),
  );
  return options.random.choice(weights);
}
