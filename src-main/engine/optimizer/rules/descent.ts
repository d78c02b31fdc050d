import { at, slot, type ArrayUpdate } from './array-update.ts';

/** θ ← θ − η g. */
export function descent({ weights, gradients, learningRate }: ArrayUpdate): void {
  for (let i = 0; i < weights.length; i++) weights[i] = at(weights, i) - learningRate * at(gradients, i);
}

/** v ← μv + g without dampening; Nesterov moves by g + μv (Sutskever et al. 2013). */
export function momentum(update: ArrayUpdate, factor: number, nesterov: boolean): void {
  const { weights, gradients, learningRate } = update;
  const velocity = slot(update, 0);
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const v = factor * at(velocity, i) + g;
    velocity[i] = v;
    weights[i] = at(weights, i) - learningRate * (nesterov ? g + factor * v : v);
  }
}

/** Adagrad (Duchi et al. 2011). */
export function adagrad(update: ArrayUpdate, epsilon: number): void {
  const { weights, gradients, learningRate } = update;
  const squares = slot(update, 0);
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const s = at(squares, i) + g * g;
    squares[i] = s;
    weights[i] = at(weights, i) - (learningRate * g) / (Math.sqrt(s) + epsilon);
  }
}

/** RMSprop (Hinton's lecture 6e), not centred; the second slot is there with momentum. */
export function rmsprop(update: ArrayUpdate, decay: number, epsilon: number, factor: number): void {
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

/** Adadelta (Zeiler 2012): steps in the units of the weights, from a mean of the squares of earlier steps. */
export function adadelta(update: ArrayUpdate, decay: number, epsilon: number): void {
  const { weights, gradients, learningRate } = update;
  const squares = slot(update, 0);
  const moved = slot(update, 1);
  for (let i = 0; i < weights.length; i++) {
    const g = at(gradients, i);
    const s = decay * at(squares, i) + (1 - decay) * g * g;
    squares[i] = s;
    const m = at(moved, i);
    const change = Math.sqrt((m + epsilon) / (s + epsilon)) * g;
    moved[i] = decay * m + (1 - decay) * change * change;
    weights[i] = at(weights, i) - learningRate * change;
  }
}
