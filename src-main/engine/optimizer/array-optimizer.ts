import * as tf from '@tensorflow/tfjs-core';
import type { FirstOrderSpec } from '#contract/training.ts';
import { numbersOf, withNumbers } from '../tensor/numbers.ts';
import { clipFactors, clippingOf, type Clipping } from './clipping.ts';
import { savedValues, type InitialArray, type NamedArray } from './named-array.ts';
import type { Optimizer } from './optimizer.ts';
import { slotsOf, updateArrays } from './rules.ts';
import { at } from './rules/array-update.ts';

/** For small models: weights and slots in double precision outside the tensors, which get a rounded copy. */
export function openArrayOptimizer(
  spec: FirstOrderSpec,
  initial: readonly InitialArray[],
  saved: readonly NamedArray[] | null,
): Optimizer {
  const arrays = initial.map(({ name, shape, values, decays = true }) => ({
    name,
    shape,
    decays,
    weights: Float64Array.from(savedValues(saved, `weights/${name}`, values)),
    gradients: new Float64Array(values.length),
    ...openSlots(spec, name, shape, saved),
  }));
  const upload = (array: (typeof arrays)[number]): tf.Tensor =>
    tf.keep(tf.tensor(Float32Array.from(array.weights), [...array.shape]));
  const tensors = arrays.map(upload);
  const clipping = clippingOf(spec);
  const gradientsOf = arrays.map((array) => array.gradients);
  return {
    weights: tensors,
    update: (gradients, learningRate, step) => {
      for (const [index, array] of arrays.entries()) {
        const gradient = gradients[index];
        if (gradient !== undefined) array.gradients.set(numbersOf(gradient));
      }
      const norm = clipping === null ? null : clip(gradientsOf, clipping);
      for (const [index, array] of arrays.entries()) {
        updateArrays(spec, { ...array, learningRate, step });
        const tensor = tensors[index];
        if (tensor !== undefined) tensors[index] = withNumbers(tensor, array.weights);
      }
      return norm;
    },
    save: () =>
      arrays.flatMap(({ name, shape, weights, slots, kept }) => [
        { name: `weights/${name}`, shape, values: weights.slice() },
        ...kept.map((slot, index) => ({
          name: `${slot.name}/${name}`,
          shape: slot.shape,
          values: slots[index]?.slice() ?? new Float64Array(),
        })),
      ]),
    dispose: () => tf.dispose(tensors),
  };
}

function openSlots(
  spec: FirstOrderSpec,
  name: string,
  shape: readonly number[],
  saved: readonly NamedArray[] | null,
) {
  const kept = slotsOf(spec, shape);
  const slots = kept.map((slot) => {
    const zeros = new Float64Array(slot.shape.reduce((product, side) => product * side, 1));
    return Float64Array.from(savedValues(saved, `${slot.name}/${name}`, zeros));
  });
  return { kept, slots };
}

/** Clips in place; gives the global norm before. */
function clip(gradients: readonly Float64Array[], clipping: Clipping): number {
  const before = gradients.reduce((sum, array) => sum + sumOfSquares(array), 0);
  const { clipValue } = clipping;
  if (clipValue !== undefined) {
    for (const array of gradients) {
      for (let i = 0; i < array.length; i++)
        array[i] = Math.max(-clipValue, Math.min(clipValue, at(array, i)));
    }
  }
  const factors = clipFactors(gradients.map(sumOfSquares), clipping);
  for (const [index, array] of gradients.entries()) {
    const factor = factors[index] ?? 1;
    if (factor !== 1) for (let i = 0; i < array.length; i++) array[i] = at(array, i) * factor;
  }
  return Math.sqrt(before);
}

function sumOfSquares(array: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < array.length; i++) sum += at(array, i) * at(array, i);
  return sum;
}
