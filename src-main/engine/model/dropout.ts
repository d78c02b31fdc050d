import * as tf from '@tensorflow/tfjs-core';
import { stream } from '../../base/random.ts';
import type { ForwardPass } from './model.ts';

/**
 * Training: inverted dropout (Srivastava et al. 2014). The mask is a function of seed, layer and step alone, so that
 * a resumed training drops the same units and there is no generator whose state could be forgotten.
 */
export function trainingPass(seed: number, step: number): ForwardPass {
  return {
    dropout: (x, rate, layer) => {
      if (rate === 0) return x;
      return tf.mul(x, tf.tensor(dropoutMask(x.size, rate, seed, layer, step), x.shape));
    },
  };
}

/** 0 with the given rate, else 1 / (1 − rate). */
export function dropoutMask(
  size: number,
  rate: number,
  seed: number,
  layer: string,
  step: number,
): Float32Array {
  const random = stream(seed, 'dropout', layer, step);
  const threshold = rate * 2 ** 32;
  const kept = 1 / (1 - rate);
  const mask = new Float32Array(size);
  for (let i = 0; i < size; i++) mask[i] = random.uint32() < threshold ? 0 : kept;
  return mask;
}
