import { dropout } from '../tensor/fused/dropout.ts';
import type { ForwardPass } from './model.ts';

/**
 * Training: what is dropped is a function of seed, layer and step alone, so that a resumed training drops the same
 * units and there is no generator whose state could be forgotten. `average` moves the states of the model; `part`
 * counts the parts of a step whose gradients are averaged.
 */
export function trainingPass(
  seed: number,
  step: number,
  average: ForwardPass['average'],
  part = 0,
): ForwardPass {
  const name = part === 0 ? [step] : [step, part];
  return {
    training: true,
    average,
    dropout: (x, rate, layer) => (rate === 0 ? x : dropout(x, rate, seed, 'dropout', layer, ...name)),
  };
}
