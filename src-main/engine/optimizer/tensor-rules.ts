import * as tf from '@tensorflow/tfjs-core';
import type { FirstOrderSpec } from '#contract/training.ts';
import { decouples } from './rules.ts';
import { adafactorOnTensors } from './tensor-rules/adafactor.ts';
import { momentumOfNadam, rectificationOf } from './rules/corrections.ts';
import { trustRatio } from './rules/layer-wise.ts';

export interface TensorUpdate {
  readonly weight: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
  readonly shape: readonly number[];
  readonly learningRate: number;
  /** Counts from 1. */
  readonly step: number;
  readonly decays: boolean;
}

/** The formulas of `updateArrays` on tensors: new weights first, then new slots in their order. */
export function updateTensors(spec: FirstOrderSpec, update: TensorUpdate): tf.Tensor[] {
  const { learningRate, step } = update;
  const decay = update.decays && spec.kind !== 'lamb' ? spec.weightDecay : 0;
  const decoupled = decouples(spec);
  const w = decoupled ? tf.mul(update.weight, 1 - learningRate * decay) : update.weight;
  const g = decoupled || decay === 0 ? update.gradient : tf.add(update.gradient, tf.mul(w, decay));
  const moved = (direction: tf.Tensor, rate = learningRate): tf.Tensor => tf.sub(w, tf.mul(direction, rate));
  const [first = g, second = g, third = g] = update.slots;
  switch (spec.kind) {
    case 'sgd':
      return [moved(g)];
    case 'momentum': {
      const velocity = tf.add(tf.mul(first, spec.momentum), g);
      return [moved(spec.nesterov ? tf.add(g, tf.mul(velocity, spec.momentum)) : velocity), velocity];
    }
    case 'adagrad': {
      const squares = tf.add(first, tf.square(g));
      return [moved(tf.div(g, tf.add(tf.sqrt(squares), spec.epsilon))), squares];
    }
    case 'rmsprop': {
      const squares = mixed(first, tf.square(g), spec.decay);
      const direction = tf.div(g, tf.add(tf.sqrt(squares), spec.epsilon));
      if (spec.momentum === 0) return [moved(direction), squares];
      const velocity = tf.add(tf.mul(second, spec.momentum), direction);
      return [moved(velocity), squares, velocity];
    }
    case 'adadelta': {
      const squares = mixed(first, tf.square(g), spec.decay);
      const root = tf.sqrt(tf.div(tf.add(second, spec.epsilon), tf.add(squares, spec.epsilon)));
      const change = tf.mul(root, g);
      return [moved(change), squares, mixed(second, tf.square(change), spec.decay)];
    }
    case 'lion': {
      const direction = tf.sign(mixed(first, g, spec.beta1));
      return [moved(direction), mixed(first, g, spec.beta2)];
    }
    case 'adamax': {
      const mean = mixed(first, g, spec.beta1);
      const largest = tf.maximum(tf.mul(second, spec.beta2), tf.add(tf.abs(g), spec.epsilon));
      return [moved(tf.div(mean, largest), learningRate / (1 - spec.beta1 ** step)), mean, largest];
    }
    case 'adafactor':
      return adafactorOnTensors(spec, update, w);
    case 'adam':
    case 'adamw':
    case 'amsgrad':
    case 'nadam':
    case 'radam':
    case 'lamb':
      return withMoments(spec, update, { g, first, second, third, moved });
    default:
      return spec satisfies never;
  }
}

interface Operands {
  readonly g: tf.Tensor;
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
  readonly third: tf.Tensor;
  readonly moved: (direction: tf.Tensor, rate?: number) => tf.Tensor;
}
type MomentSpec = Extract<
  FirstOrderSpec,
  { kind: 'adam' | 'adamw' | 'amsgrad' | 'nadam' | 'radam' | 'lamb' }
>;

/** Those that keep a mean of the gradients and one of their squares. */
function withMoments(
  spec: MomentSpec,
  { weight, learningRate, step, decays }: TensorUpdate,
  { g, first, second, third, moved }: Operands,
): tf.Tensor[] {
  const mean = mixed(first, g, spec.beta1);
  const squares = mixed(second, tf.square(g), spec.beta2);
  const correction1 = 1 - spec.beta1 ** step;
  const correction2 = Math.sqrt(1 - spec.beta2 ** step);
  const under = (of: tf.Tensor): tf.Tensor => tf.add(tf.div(tf.sqrt(of), correction2), spec.epsilon);
  switch (spec.kind) {
    case 'adam':
    case 'adamw':
      return [moved(tf.div(tf.div(mean, correction1), under(squares))), mean, squares];
    case 'amsgrad': {
      const largest = tf.maximum(third, squares);
      return [moved(tf.div(tf.div(mean, correction1), under(largest))), mean, squares, largest];
    }
    case 'nadam': {
      const { ofGradient, ofMean } = momentumOfNadam(spec.beta1, spec.momentumDecay, step);
      const direction = tf.add(tf.mul(g, ofGradient), tf.mul(mean, ofMean));
      return [moved(tf.div(direction, under(squares))), mean, squares];
    }
    case 'radam': {
      const rate = learningRate / correction1;
      const rectification = rectificationOf(spec.beta2, step);
      if (rectification === null) return [moved(mean, rate), mean, squares];
      const direction = tf.div(mean, tf.add(tf.sqrt(squares), spec.epsilon));
      return [moved(direction, rate * rectification), mean, squares];
    }
    case 'lamb': {
      const adapted = tf.div(tf.div(mean, correction1), under(squares));
      if (!decays) return [moved(adapted), mean, squares];
      const direction = tf.add(adapted, tf.mul(weight, spec.weightDecay));
      const ratio = trustRatio(normOf(weight), normOf(direction));
      return [moved(direction, learningRate * ratio), mean, squares];
    }
    default:
      return spec satisfies never;
  }
}

function mixed(old: tf.Tensor, fresh: tf.Tensor, kept: number): tf.Tensor {
  return tf.add(tf.mul(old, kept), tf.mul(fresh, 1 - kept));
}

function normOf(tensor: tf.Tensor): number {
  return Math.sqrt(tf.sum(tf.square(tensor)).dataSync()[0] ?? Number.NaN);
}
