import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerSpec } from '#contract/training.ts';
import { updateInPlace } from '../tensor/fused/update.ts';
import { sumOfSquares } from '../tensor/numbers.ts';
import { savedValues, type NamedArray } from './named-array.ts';
import type { Optimizer } from './optimizer.ts';
import { clipFactor, slotsOf } from './rules.ts';

/**
 * For models of any size: weights and slots are tensors on the engine, in single precision. The embedded engine
 * updates them in place; elsewhere every update makes new ones.
 */
export function openTensorOptimizer(
  spec: OptimizerSpec,
  initial: readonly NamedArray[],
  saved: readonly NamedArray[] | null,
): Optimizer {
  const slotNames = slotsOf(spec);
  const toTensor = (values: Float32Array | Float64Array, shape: readonly number[]): tf.Tensor =>
    tf.keep(tf.tensor(Float32Array.from(values), [...shape]));
  const weights = initial.map(({ name, shape, values }) =>
    toTensor(savedValues(saved, `weights/${name}`, values), shape),
  );
  const slots = initial.map(({ name, shape, values }) =>
    slotNames.map((slot) =>
      toTensor(savedValues(saved, `${slot}/${name}`, new Float32Array(values.length)), shape),
    ),
  );
  return {
    weights,
    update: (gradients, learningRate, step) => {
      const norm = spec.clipNorm === undefined ? null : Math.sqrt(sumOfSquares(gradients));
      const factor = norm === null || spec.clipNorm === undefined ? 1 : clipFactor(norm, spec.clipNorm);
      for (const [index, weight] of weights.entries()) {
        const gradient = gradients[index];
        const old = slots[index] ?? [];
        if (gradient === undefined) continue;
        const update = { weight, gradient, slots: old, learningRate, step };
        if (updateInPlace(spec, { ...update, factor })) continue;
        const next = tf.tidy(() =>
          updateTensors(spec, {
            ...update,
            gradient: factor === 1 ? gradient : tf.mul(gradient, factor),
          }),
        );
        tf.dispose([weight, ...old]);
        const [updated, ...kept] = next.map((tensor) => tf.keep(tensor));
        if (updated !== undefined) weights[index] = updated;
        slots[index] = kept;
      }
      return norm;
    },
    save: () =>
      initial.flatMap(({ name, shape }, index) => [
        { name: `weights/${name}`, shape, values: read(weights[index]) },
        ...slotNames.map((slot, of) => ({
          name: `${slot}/${name}`,
          shape,
          values: read(slots[index]?.[of]),
        })),
      ]),
    dispose: () => tf.dispose([weights, slots]),
  };
}

function read(tensor: tf.Tensor | undefined): Float32Array {
  if (tensor === undefined) throw new Error('a weight without its tensor');
  return Float32Array.from(tensor.dataSync());
}

interface TensorUpdate {
  readonly weight: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
  readonly learningRate: number;
  readonly step: number;
}

/** The formulas of `updateArrays` on tensors: new weights first, then new slots in their order. */
function updateTensors(spec: OptimizerSpec, update: TensorUpdate): tf.Tensor[] {
  const { learningRate, step } = update;
  const decoupled = spec.kind === 'adamw';
  const w = decoupled ? tf.mul(update.weight, 1 - learningRate * spec.weightDecay) : update.weight;
  const g =
    decoupled || spec.weightDecay === 0
      ? update.gradient
      : tf.add(update.gradient, tf.mul(w, spec.weightDecay));
  const moved = (direction: tf.Tensor): tf.Tensor => tf.sub(w, tf.mul(direction, learningRate));
  const [first = g, second = g] = update.slots;
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
      const squares = tf.add(tf.mul(first, spec.decay), tf.mul(tf.square(g), 1 - spec.decay));
      const direction = tf.div(g, tf.add(tf.sqrt(squares), spec.epsilon));
      if (spec.momentum === 0) return [moved(direction), squares];
      const velocity = tf.add(tf.mul(second, spec.momentum), direction);
      return [moved(velocity), squares, velocity];
    }
    case 'adam':
    case 'adamw': {
      const mean = tf.add(tf.mul(first, spec.beta1), tf.mul(g, 1 - spec.beta1));
      const squares = tf.add(tf.mul(second, spec.beta2), tf.mul(tf.square(g), 1 - spec.beta2));
      const root = tf.div(tf.sqrt(squares), Math.sqrt(1 - spec.beta2 ** step));
      const direction = tf.div(tf.div(mean, 1 - spec.beta1 ** step), tf.add(root, spec.epsilon));
      return [moved(direction), mean, squares];
    }
    default:
      return spec satisfies never;
  }
}
