import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerSpec } from '#contract/training.ts';
import { numbersOf, withNumbers } from '../tensor/numbers.ts';
import { savedValues, type NamedArray } from './named-array.ts';
import type { Optimizer } from './optimizer.ts';
import { clipFactor, slotsOf, updateArrays } from './rules.ts';

/** For small models: weights and slots in double precision outside the tensors, which get a rounded copy. */
export function openArrayOptimizer(
  spec: OptimizerSpec,
  initial: readonly NamedArray[],
  saved: readonly NamedArray[] | null,
): Optimizer {
  const slotNames = slotsOf(spec);
  const arrays = initial.map(({ name, shape, values }) => ({
    name,
    shape,
    weights: Float64Array.from(savedValues(saved, `weights/${name}`, values)),
    gradients: new Float64Array(values.length),
    slots: slotNames.map((slot) =>
      Float64Array.from(savedValues(saved, `${slot}/${name}`, new Float64Array(values.length))),
    ),
  }));
  const upload = (array: (typeof arrays)[number]): tf.Tensor =>
    tf.keep(tf.tensor(Float32Array.from(array.weights), [...array.shape]));
  const tensors = arrays.map(upload);
  return {
    weights: tensors,
    update: (gradients, learningRate, step) => {
      let squares = 0;
      for (const [index, array] of arrays.entries()) {
        const gradient = gradients[index];
        if (gradient !== undefined) array.gradients.set(numbersOf(gradient));
        if (spec.clipNorm !== undefined) for (const g of array.gradients) squares += g * g;
      }
      const norm = spec.clipNorm === undefined ? null : Math.sqrt(squares);
      const factor = norm === null || spec.clipNorm === undefined ? 1 : clipFactor(norm, spec.clipNorm);
      for (const [index, array] of arrays.entries()) {
        if (factor !== 1)
          for (let i = 0; i < array.gradients.length; i++) scaleAt(array.gradients, i, factor);
        updateArrays(spec, { ...array, learningRate, step });
        const tensor = tensors[index];
        if (tensor !== undefined) tensors[index] = withNumbers(tensor, array.weights);
      }
      return norm;
    },
    save: () =>
      arrays.flatMap(({ name, shape, weights, slots }) => [
        { name: `weights/${name}`, shape, values: weights.slice() },
        ...slotNames.map((slot, index) => ({
          name: `${slot}/${name}`,
          shape,
          values: slots[index]?.slice() ?? new Float64Array(),
        })),
      ]),
    dispose: () => tf.dispose(tensors),
  };
}

function scaleAt(array: Float64Array, index: number, factor: number): void {
  array[index] = (array[index] ?? 0) * factor;
}
