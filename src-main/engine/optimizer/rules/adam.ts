import { at, slot, type ArrayUpdate } from './array-update.ts';
import { momentumOfNadam, rectificationOf } from './corrections.ts';

export interface Moments {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Adam (Kingma & Ba 2015), with ε outside the root of the corrected mean of squares. */
export function adam(update: ArrayUpdate, { beta1, beta2, epsilon }: Moments): void {
  const { weights, gradients, learningRate, step } = update;
  const mean = slot(update, 0);
  const squares = slot(update, 1);
  const correction1 = 1 - beta1 ** step;
  const correction2 = Math.sqrt(1 - beta2 ** step);
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const m = beta1 * at(mean, i) + (1 - beta1) * g;
    const s = beta2 * at(squares, i) + (1 - beta2) * g * g;
    mean[i] = m;
    squares[i] = s;
    weights[i] = at(weights, i) - ((learningRate / correction1) * m) / (Math.sqrt(s) / correction2 + epsilon);
  }
}

/** AMSGrad (Reddi et al. 2018): the largest mean of squares so far, before its correction as in PyTorch. */
export function amsgrad(update: ArrayUpdate, { beta1, beta2, epsilon }: Moments): void {
  const { weights, gradients, learningRate, step } = update;
  const mean = slot(update, 0);
  const squares = slot(update, 1);
  const largest = slot(update, 2);
  const correction1 = 1 - beta1 ** step;
  const correction2 = Math.sqrt(1 - beta2 ** step);
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const m = beta1 * at(mean, i) + (1 - beta1) * g;
    const s = beta2 * at(squares, i) + (1 - beta2) * g * g;
    const before = at(largest, i);
    const most = before > s ? before : s;
    mean[i] = m;
    squares[i] = s;
    largest[i] = most;
    weights[i] =
      at(weights, i) - ((learningRate / correction1) * m) / (Math.sqrt(most) / correction2 + epsilon);
  }
}

/** Adamax (Kingma & Ba 2015, section 7.1): the largest gradient, forgotten by β₂ a step, instead of a mean of squares. */
export function adamax(update: ArrayUpdate, { beta1, beta2, epsilon }: Moments): void {
  const { weights, gradients, learningRate, step } = update;
  const mean = slot(update, 0);
  const largest = slot(update, 1);
  const rate = learningRate / (1 - beta1 ** step);
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const m = beta1 * at(mean, i) + (1 - beta1) * g;
    const before = beta2 * at(largest, i);
    const now = Math.abs(g) + epsilon;
    const most = before > now ? before : now;
    mean[i] = m;
    largest[i] = most;
    weights[i] = at(weights, i) - (rate * m) / most;
  }
}

/** NAdam (Dozat 2016): Adam that looks one step of its momentum ahead. */
export function nadam(update: ArrayUpdate, moments: Moments, momentumDecay: number): void {
  const { weights, gradients, learningRate, step } = update;
  const { beta1, beta2, epsilon } = moments;
  const mean = slot(update, 0);
  const squares = slot(update, 1);
  const { ofGradient, ofMean } = momentumOfNadam(beta1, momentumDecay, step);
  const correction2 = Math.sqrt(1 - beta2 ** step);
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const m = beta1 * at(mean, i) + (1 - beta1) * g;
    const s = beta2 * at(squares, i) + (1 - beta2) * g * g;
    mean[i] = m;
    squares[i] = s;
    const root = Math.sqrt(s) / correction2 + epsilon;
    weights[i] = at(weights, i) - (learningRate * (ofGradient * g + ofMean * m)) / root;
  }
}

/** RAdam (Liu et al. 2020): momentum alone until the variance of the squares is known well enough. */
export function radam(update: ArrayUpdate, { beta1, beta2, epsilon }: Moments): void {
  const { weights, gradients, learningRate, step } = update;
  const mean = slot(update, 0);
  const squares = slot(update, 1);
  const rate = learningRate / (1 - beta1 ** step);
  const rectification = rectificationOf(beta2, step);
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const m = beta1 * at(mean, i) + (1 - beta1) * g;
    const s = beta2 * at(squares, i) + (1 - beta2) * g * g;
    mean[i] = m;
    squares[i] = s;
    const adapted = rectification === null ? 1 : rectification / (Math.sqrt(s) + epsilon);
    weights[i] = at(weights, i) - rate * m * adapted;
  }
}

/** Lion (Chen et al. 2023): a step of one size, η, along the sign of a mix of momentum and gradient. */
export function lion(update: ArrayUpdate, beta1: number, beta2: number): void {
  const { weights, gradients, learningRate } = update;
  const mean = slot(update, 0);
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const m = at(mean, i);
    const c = beta1 * m + (1 - beta1) * g;
    // The sign, without a branch that goes either way half of the time, as Math.sign has.
    weights[i] = at(weights, i) - (c === 0 ? 0 : learningRate * (c / Math.abs(c)));
    mean[i] = beta2 * m + (1 - beta2) * g;
  }
}
