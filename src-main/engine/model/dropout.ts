import { dropout } from '../tensor/fused/dropout.ts';
import type { ForwardPass } from './model.ts';

/**
 * Training: what is dropped is a function of seed, layer and step alone, so that a resumed training drops the same
 * units and there is no generator whose state could be forgotten.
 */
export function trainingPass(seed: number, step: number): ForwardPass {
  return {
    dropout: (x, rate, layer) => (rate === 0 ? x : dropout(x, rate, seed, 'dropout', layer, step)),
  };
}
