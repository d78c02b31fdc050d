import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerSpec } from '#contract/training.ts';
import { numbersOf, withNumbers } from '../tensor/numbers.ts';
import { iterateLbfgs, type LbfgsState, type Measured } from './lbfgs/iterate.ts';
import { savedValues, type InitialArray, type NamedArray } from './named-array.ts';
import type { BatchMeasurement, Optimizer } from './optimizer.ts';

type LbfgsSpec = Extract<OptimizerSpec, { kind: 'lbfgs' }>;

/** Weights in double precision in one long vector; the tensors get a rounded copy wherever a loss is measured. */
export function openLbfgsOptimizer(
  spec: LbfgsSpec,
  initial: readonly InitialArray[],
  saved: readonly NamedArray[] | null,
): Optimizer {
  let length = 0;
  const places = initial.map(({ name, shape, values, decays = true }) => {
    const from = length;
    length += values.length;
    return { name, shape, from, to: length, decays };
  });
  const weights = new Float64Array(length);
  for (const [index, { name, from }] of places.entries()) {
    weights.set(savedValues(saved, `weights/${name}`, initial[index]?.values ?? new Float64Array()), from);
  }
  const state = stateFrom(saved, length);
  const tensors = places.map(({ shape, from, to }) =>
    tf.keep(tf.tensor(Float32Array.from(weights.subarray(from, to)), [...shape])),
  );
  const show = (vector: Float64Array): void => {
    for (const [index, { from, to }] of places.entries()) {
      const tensor = tensors[index];
      if (tensor !== undefined) tensors[index] = withNumbers(tensor, vector.subarray(from, to));
    }
  };
  /** Adds the penalty λ/2 · ‖w‖² and its gradient. */
  const measured = (loss: number, gradients: readonly tf.Tensor[], at: Float64Array): Measured => {
    const gradient = new Float64Array(length);
    let squares = 0;
    for (const [index, { from, to, decays }] of places.entries()) {
      const own = gradients[index];
      if (own !== undefined) gradient.set(numbersOf(own), from);
      if (!decays || spec.weightDecay === 0) continue;
      for (let i = from; i < to; i++) {
        const w = at[i] ?? 0;
        squares += w * w;
        gradient[i] = (gradient[i] ?? 0) + spec.weightDecay * w;
      }
    }
    return { loss: loss + (spec.weightDecay / 2) * squares, gradient };
  };
  const measureWith = (batch: BatchMeasurement) => (at: Float64Array) => {
    show(at);
    const { loss, gradients } = batch.again();
    const found = measured(loss, gradients, at);
    tf.dispose([...gradients]);
    return found;
  };
  return {
    weights: tensors,
    update: (gradients, learningRate, _step, batch) => {
      const options = { learningRate, history: spec.history, searches: spec.lineSearch === 'strongWolfe' };
      const here = measured(batch.loss, gradients, weights);
      iterateLbfgs(state, weights, here, options, measureWith(batch));
      show(weights);
      return null;
    },
    save: () => [
      ...places.map(({ name, shape, from, to }) => ({
        name: `weights/${name}`,
        shape,
        values: weights.slice(from, to),
      })),
      ...arraysOf(state, length),
    ],
    dispose: () => tf.dispose(tensors),
  };
}

function arraysOf({ changes, steps, last, scale }: LbfgsState, length: number): NamedArray[] {
  const list = (name: string, vectors: readonly Float64Array[]): NamedArray => {
    const values = new Float64Array(vectors.length * length);
    for (const [index, vector] of vectors.entries()) values.set(vector, index * length);
    return { name: `lbfgs/${name}`, shape: [vectors.length, length], values };
  };
  return [
    list('changes', changes),
    list('steps', steps),
    list('last', last === null ? [] : [last.direction, last.gradient]),
    { name: 'lbfgs/scalars', shape: [2], values: Float64Array.of(scale, last?.rate ?? 0) },
  ];
}

function stateFrom(saved: readonly NamedArray[] | null, length: number): LbfgsState {
  if (saved === null) return { changes: [], steps: [], last: null, scale: 1 };
  const list = (name: string): Float64Array[] => {
    const found = saved.find((array) => array.name === `lbfgs/${name}`);
    if (found === undefined || found.shape[1] !== length) {
      throw new Error(`the checkpoint lacks "lbfgs/${name}" for ${length} weights`);
    }
    return Array.from({ length: found.shape[0] ?? 0 }, (_, index) =>
      Float64Array.from(found.values.subarray(index * length, (index + 1) * length)),
    );
  };
  const [scale = 1, rate = 0] = savedValues(saved, 'lbfgs/scalars', new Float64Array(2));
  const [direction, gradient] = list('last');
  return {
    changes: list('changes'),
    steps: list('steps'),
    last: direction === undefined || gradient === undefined ? null : { direction, rate, gradient },
    scale,
  };
}
