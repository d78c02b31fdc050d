import type { Moments } from './adam.ts';
import { at, normOf, slot, type ArrayUpdate } from './array-update.ts';

/**
 * LAMB (You et al. 2020, algorithm 2, with φ the identity): Adam's direction plus decay, scaled to the norm of the
 * array. The ratio is 1 where either norm is 0, and for what is left out of the decay, as in the authors' code.
 */
export function lamb(update: ArrayUpdate, moments: Moments, weightDecay: number): void {
  const { weights, gradients, learningRate, step, decays } = update;
  const { beta1, beta2, epsilon } = moments;
  const mean = slot(update, 0);
  const squares = slot(update, 1);
  const scale = 1 / (1 - beta1 ** step);
  const correction2 = 1 - beta2 ** step;
  const decay = decays ? weightDecay : 0;
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const m = beta1 * at(mean, i) + (1 - beta1) * g;
    const s = beta2 * at(squares, i) + (1 - beta2) * g * g;
    mean[i] = m;
    squares[i] = s;
    gradients[i] = (m * scale) / (Math.sqrt(s / correction2) + epsilon) + decay * at(weights, i);
  }
  const rate = learningRate * (decays ? trustRatio(normOf(weights), normOf(gradients)) : 1);
  for (let i = 0; i < weights.length; i++) weights[i] = at(weights, i) - rate * at(gradients, i);
}

export function trustRatio(weightNorm: number, directionNorm: number): number {
  return weightNorm > 0 && directionNorm > 0 ? weightNorm / directionNorm : 1;
}
