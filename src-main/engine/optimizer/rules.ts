import type { FirstOrderSpec } from '#contract/training.ts';
import { adafactor, matricesOf } from './rules/adafactor.ts';
import { adam, adamax, amsgrad, lion, nadam, radam } from './rules/adam.ts';
import { at, normOf, type ArrayUpdate } from './rules/array-update.ts';
import { adadelta, adagrad, descent, momentum, rmsprop } from './rules/descent.ts';
import { lamb } from './rules/layer-wise.ts';

/** What an optimizer keeps for a weight array. It starts at zero. */
export interface Slot {
  /** In checkpoints: `squares/dense1/weights`. */
  readonly name: string;
  readonly shape: readonly number[];
}

/** In the order in which updates take them. */
export function slotsOf(spec: FirstOrderSpec, shape: readonly number[]): readonly Slot[] {
  const like = (...names: readonly string[]): readonly Slot[] => names.map((name) => ({ name, shape }));
  switch (spec.kind) {
    case 'sgd':
      return [];
    case 'momentum':
      return like('velocity');
    case 'adagrad':
      return like('squares');
    case 'rmsprop':
      return spec.momentum > 0 ? like('squares', 'velocity') : like('squares');
    case 'adadelta':
      return like('squares', 'moved');
    case 'adam':
    case 'adamw':
    case 'nadam':
    case 'radam':
    case 'lamb':
      return like('mean', 'squares');
    case 'amsgrad':
      return like('mean', 'squares', 'largestSquares');
    case 'adamax':
      return like('mean', 'largest');
    case 'lion':
      return like('mean');
    case 'adafactor':
      return matricesOf(shape) === null
        ? like('squares')
        : [
            { name: 'rowSquares', shape: shape.slice(0, -1) },
            { name: 'columnSquares', shape: [...shape.slice(0, -2), ...shape.slice(-1)] },
          ];
    default:
      return spec satisfies never;
  }
}

/** Whether weight decay shrinks the weights instead of being added to the gradient. */
export function decouples(spec: FirstOrderSpec): boolean {
  return spec.kind === 'adamw' || spec.kind === 'lion' || spec.kind === 'adafactor' || spec.kind === 'lamb';
}

/**
 * One update in place; `gradients` is overwritten. Formulas as PyTorch documents them for torch.optim, and as the papers
 * have them for LAMB, Lion and Adafactor. Weight decay is added to the gradient, or shrinks the weights by
 * 1 − ηλ first where it is decoupled (Loshchilov & Hutter 2019); LAMB adds it to its direction.
 */
export function updateArrays(spec: FirstOrderSpec, update: ArrayUpdate): void {
  const { weights } = update;
  const weightScale = spec.kind === 'adafactor' ? normOf(weights) / Math.sqrt(weights.length) : 0;
  if (update.decays && spec.weightDecay !== 0 && spec.kind !== 'lamb') applyDecay(spec, update);
  switch (spec.kind) {
    case 'sgd':
      return descent(update);
    case 'momentum':
      return momentum(update, spec.momentum, spec.nesterov);
    case 'adagrad':
      return adagrad(update, spec.epsilon);
    case 'rmsprop':
      return rmsprop(update, spec.decay, spec.epsilon, spec.momentum);
    case 'adadelta':
      return adadelta(update, spec.decay, spec.epsilon);
    case 'adam':
    case 'adamw':
      return adam(update, spec);
    case 'amsgrad':
      return amsgrad(update, spec);
    case 'adamax':
      return adamax(update, spec);
    case 'nadam':
      return nadam(update, spec, spec.momentumDecay);
    case 'radam':
      return radam(update, spec);
    case 'lamb':
      return lamb(update, spec, spec.weightDecay);
    case 'lion':
      return lion(update, spec.beta1, spec.beta2);
    case 'adafactor':
      return adafactor(update, spec, weightScale);
    default:
      return spec satisfies never;
  }
}

function applyDecay(spec: FirstOrderSpec, { weights, gradients, learningRate }: ArrayUpdate): void {
  if (decouples(spec)) {
    const kept = 1 - learningRate * spec.weightDecay;
    for (let i = 0; i < weights.length; i++) weights[i] = at(weights, i) * kept;
  } else {
    for (let i = 0; i < weights.length; i++)
      gradients[i] = at(gradients, i) + spec.weightDecay * at(weights, i);
  }
}
