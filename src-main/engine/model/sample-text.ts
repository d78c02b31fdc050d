import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../../base/random.ts';
import { evaluationPass, type Model, type Weights } from './model.ts';
import { nextTokenProbabilities, type DrawOptions } from './next-token.ts';

export interface SampleTextOptions extends DrawOptions {
  readonly contextLength: number;
  /** How many ids to add to the prompt. */
  readonly length: number;
  readonly random: RandomStream;
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
    ids.push(options.random.choice(nextTokenProbabilities(logits, options)));
  }
  return ids.slice(prompt.length);
}
