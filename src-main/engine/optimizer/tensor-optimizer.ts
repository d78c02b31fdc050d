import * as tf from '@tensorflow/tfjs-core';
import type { FirstOrderSpec } from '#contract/training.ts';
import { currentHeap } from '../tensor/embedded/heap.ts';
import { updateInPlace } from '../tensor/fused/update.ts';
import { clippingOf } from './clipping.ts';
import { clipTensors } from './clip-tensors.ts';
import { savedValues, type InitialArray, type NamedArray } from './named-array.ts';
import type { Optimizer } from './optimizer.ts';
import { slotsOf, updateArrays } from './rules.ts';
import { updateTensors, type TensorUpdate } from './tensor-rules.ts';

/**
 * For models of any size: weights and slots are tensors on the engine, in single precision. The embedded engine
 * updates them in place, by a kernel where there is one; elsewhere every update makes new ones.
 */
export function openTensorOptimizer(
  spec: FirstOrderSpec,
  initial: readonly InitialArray[],
  saved: readonly NamedArray[] | null,
): Optimizer {
  const toTensor = (values: Float32Array | Float64Array, shape: readonly number[]): tf.Tensor =>
    tf.keep(tf.tensor(Float32Array.from(values), [...shape]));
  const weights = initial.map(({ name, shape, values }) =>
    toTensor(savedValues(saved, `weights/${name}`, values), shape),
  );
  const kept = initial.map(({ shape }) => slotsOf(spec, shape));
  const slots = initial.map(({ name }, index) =>
    (kept[index] ?? []).map((slot) => {
      const zeros = new Float32Array(tf.util.sizeFromShape([...slot.shape]));
      return toTensor(savedValues(saved, `${slot.name}/${name}`, zeros), slot.shape);
    }),
  );
  const clipping = clippingOf(spec);
  const onViews = updaterOnViews(spec, Math.max(0, ...initial.map(({ values }) => values.length)));
  return {
    weights,
    update: (gradients, learningRate, step) => {
      const clipped = clipping === null ? null : clipTensors(gradients, clipping);
      for (const [index, weight] of weights.entries()) {
        const gradient = clipped?.gradients[index] ?? gradients[index];
        const { shape, decays = true } = initial[index] ?? { shape: weight.shape };
        const old = slots[index] ?? [];
        if (gradient === undefined) continue;
        const factor = clipped?.factors[index] ?? 1;
        const update: TensorUpdate = { weight, gradient, slots: old, shape, learningRate, step, decays };
        if (updateInPlace(spec, { ...update, factor }) || onViews(update, factor)) continue;
        const next = tf.tidy(() =>
          updateTensors(spec, {
            ...update,
            gradient: factor === 1 ? gradient : tf.mul(gradient, factor),
          }),
        );
        tf.dispose([weight, ...old]);
        const [updated, ...after] = next.map((tensor) => tf.keep(tensor));
        if (updated !== undefined) weights[index] = updated;
        slots[index] = after;
      }
      if (clipped !== null && clipped.gradients !== gradients) tf.dispose([...clipped.gradients]);
      return clipped?.norm ?? null;
    },
    save: () =>
      initial.flatMap(({ name, shape }, index) => [
        { name: `weights/${name}`, shape, values: read(weights[index]) },
        ...(kept[index] ?? []).map((slot, of) => ({
          name: `${slot.name}/${name}`,
          shape: slot.shape,
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

/**
 * On the embedded engine, the formulas for plain arrays on the tensors' own memory: computed in double precision,
 * kept in single. Says whether it did. `longest` is the size of the largest weight array.
 */
function updaterOnViews(
  spec: FirstOrderSpec,
  longest: number,
): (update: TensorUpdate, factor: number) => boolean {
  let scratch = new Float64Array();
  return (update, factor) => {
    const heap = currentHeap();
    if (heap === null) return false;
    if (scratch.length < longest) scratch = new Float64Array(longest);
    const gradients = scratch.subarray(0, update.gradient.size);
    gradients.set(heap.view(update.gradient));
    if (factor !== 1) for (let i = 0; i < gradients.length; i++) gradients[i] = factor * (gradients[i] ?? 0);
    updateArrays(spec, {
      ...update,
      gradients,
      weights: heap.view(update.weight),
      slots: update.slots.map((slot) => heap.view(slot)),
    });
    return true;
  };
}
