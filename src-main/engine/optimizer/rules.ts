import type { OptimizerSpec } from '#contract/training.ts';

/** Arrays that an optimizer keeps per weight array, all starting at zero. */
export type SlotName = 'velocity' | 'squares' | 'mean';

/** In the order in which updates take them. */
export function slotsOf(spec: OptimizerSpec): readonly SlotName[] {
  switch (spec.kind) {
    case 'sgd':
      return [];
    case 'momentum':
      return ['velocity'];
    case 'adagrad':
      return ['squares'];
    case 'rmsprop':
      return spec.momentum > 0 ? ['squares', 'velocity'] : ['squares'];
    case 'adam':
    case 'adamw':
      return ['mean', 'squares'];
    default:
      return spec satisfies never;
  }
}

/** Factor that brings gradients of a global norm down to `clipNorm`, as torch.nn.utils.clip_grad_norm_ has it. */
export function clipFactor(norm: number, clipNorm: number): number {
  return Math.min(1, clipNorm / (norm + 1e-6));
}

export interface ArrayUpdate {
  readonly weights: Float64Array;
  readonly gradients: Float64Array;
  readonly slots: readonly Float64Array[];
  readonly learningRate: number;
  /** Counts from 1; bias corrections are computed from it, so that there is no accumulator to lose on resume. */
  readonly step: number;
}

/**
 * One update in place, in double precision; `gradients` is overwritten. Formulas as PyTorch documents them for
 * torch.optim: weight decay is added to the gradient (for adamw it shrinks the weights instead, Loshchilov & Hutter
 * 2019); momentum v ← μv + g without dampening, Nesterov g + μv (Sutskever et al. 2013); Adagrad (Duchi et al. 2011);
 * RMSprop (Hinton's lecture 6e); Adam (Kingma & Ba 2015) with ε outside the root of the corrected mean of squares.
 */
export function updateArrays(spec: OptimizerSpec, update: ArrayUpdate): void {
  const { weights, gradients, learningRate } = update;
  const size = weights.length;
  if (spec.kind === 'adamw') {
    const kept = 1 - learningRate * spec.weightDecay;
    for (let i = 0; i < size; i++) weights[i] = at(weights, i) * kept;
  } else if (spec.weightDecay !== 0) {
    for (let i = 0; i < size; i++) gradients[i] = at(gradients, i) + spec.weightDecay * at(weights, i);
  }
  switch (spec.kind) {
    case 'sgd':
      for (let i = 0; i < size; i++) weights[i] = at(weights, i) - learningRate * at(gradients, i);
      return;
    case 'momentum':
      return momentum(update, spec.momentum, spec.nesterov);
    case 'adagrad':
      return adagrad(update, spec.epsilon);
    case 'rmsprop':
      return rmsprop(update, spec.decay, spec.epsilon, spec.momentum);
    case 'adam':
    case 'adamw':
      return adam(update, spec.beta1, spec.beta2, spec.epsilon);
    default:
      return spec satisfies never;
  }
}

function momentum(update: ArrayUpdate, factor: number, nesterov: boolean): void {
  const { weights, gradients, learningRate } = update;
  const velocity = slot(update, 0);
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const v = factor * at(velocity, i) + g;
    velocity[i] = v;
    weights[i] = at(weights, i) - learningRate * (nesterov ? g + factor * v : v);
  }
}

function adagrad(update: ArrayUpdate, epsilon: number): void {
  const { weights, gradients, learningRate } = update;
  const squares = slot(update, 0);
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const s = at(squares, i) + g * g;
    squares[i] = s;
    weights[i] = at(weights, i) - (learningRate * g) / (Math.sqrt(s) + epsilon);
  }
}

function rmsprop(update: ArrayUpdate, decay: number, epsilon: number, factor: number): void {
  const { weights, gradients, learningRate } = update;
  const squares = slot(update, 0);
  const velocity = factor > 0 ? slot(update, 1) : null;
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const s = decay * at(squares, i) + (1 - decay) * g * g;
    squares[i] = s;
    let direction = g / (Math.sqrt(s) + epsilon);
    if (velocity !== null) {
      direction += factor * at(velocity, i);
      velocity[i] = direction;
    }
    weights[i] = at(weights, i) - learningRate * direction;
  }
}

function adam(update: ArrayUpdate, beta1: number, beta2: number, epsilon: number): void {
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

function slot(update: ArrayUpdate, index: number): Float64Array {
  const array = update.slots[index];
  if (array === undefined) throw new Error(`the optimizer lacks its slot ${index}`);
  return array;
}

function at(array: Float64Array, index: number): number {
  return array[index] ?? Number.NaN;
}
