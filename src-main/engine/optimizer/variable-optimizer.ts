import * as tf from '@tensorflow/tfjs-core';
import { currentLibrary } from '../tensor/native/library.ts';
import { hasNativeUpdate, nativeUpdate, type NativeSpec } from '../tensor/native/update.ts';
import { openVariable, type Variable } from '../tensor/native/variable.ts';
import type { FirstOrderSpec } from '#contract/training.ts';
import { clippingOf } from './clipping.ts';
import { clipTensors } from './clip-tensors.ts';
import { savedValues, type InitialArray, type NamedArray } from './named-array.ts';
import type { Optimizer } from './optimizer.ts';
import { decouples, slotsOf } from './rules.ts';

/**
 * On TensorFlow's library, for the optimizers that it has as one operation: weights and slots are variables, which it
 * changes in place in one pass on all cores, where operations one by one would pass over them some fifteen times. Null
 * on other engines and for other optimizers.
 */
export function openVariableOptimizer(
  spec: FirstOrderSpec,
  initial: readonly InitialArray[],
  saved: readonly NamedArray[] | null,
): Optimizer | null {
  const library = currentLibrary();
  if (library === null || !hasNativeUpdate(spec)) return null;
  const open = (values: Float32Array | Float64Array, shape: readonly number[]): Variable => {
    const tensor = tf.tensor(Float32Array.from(values), [...shape]);
    const variable = openVariable(library, tensor);
    tensor.dispose();
    return variable;
  };
  const cells = initial.map(({ name, shape, values, decays = true }) => ({
    name,
    shape,
    decays,
    weight: open(savedValues(saved, `weights/${name}`, values), shape),
    slots: slotsOf(spec, shape).map((slot) => {
      const zeros = new Float32Array(tf.util.sizeFromShape([...slot.shape]));
      return { ...slot, variable: open(savedValues(saved, `${slot.name}/${name}`, zeros), slot.shape) };
    }),
  }));
  const weights = cells.map(({ weight }) => tf.keep(weight.read()));
  const clipping = clippingOf(spec);
  return {
    weights,
    update: (gradients, learningRate, step) => {
      const clipped = clipping === null ? null : clipTensors(gradients, clipping);
      const { update, dispose } = nativeUpdate(library, spec, learningRate, step);
      for (const [index, { weight, slots, decays }] of cells.entries()) {
        const gradient = clipped?.gradients[index] ?? gradients[index];
        const before = weights[index];
        if (gradient === undefined || before === undefined) continue;
        const factor = clipped?.factors[index] ?? 1;
        const decay = decays ? spec.weightDecay : 0;
        const effective = withDecay(spec, { weight, before, gradient, factor, decay, learningRate });
        // A tensor of the weights that is still held would make them be copied.
        before.dispose();
        update(
          weight,
          slots.map(({ variable }) => variable),
          effective,
        );
        if (effective !== gradient) effective.dispose();
        weights[index] = tf.keep(weight.read());
      }
      dispose();
      if (clipped !== null && clipped.gradients !== gradients) tf.dispose([...clipped.gradients]);
      return clipped?.norm ?? null;
    },
    save: () =>
      cells.flatMap(({ name, shape, weight, slots }) => [
        { name: `weights/${name}`, shape, values: numbersIn(weight) },
        ...slots.map((slot) => ({
          name: `${slot.name}/${name}`,
          shape: slot.shape,
          values: numbersIn(slot.variable),
        })),
      ]),
    dispose: () => {
      tf.dispose(weights);
      for (const { weight, slots } of cells) {
        weight.dispose();
        for (const { variable } of slots) variable.dispose();
      }
    },
  };
}

interface Decaying {
  readonly weight: Variable;
  /** Its numbers before the update. */
  readonly before: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly factor: number;
  readonly decay: number;
  readonly learningRate: number;
}

/** The gradient as the formula takes it, the given one where nothing changes it; decoupled decay shrinks the weight. */
function withDecay(
  spec: NativeSpec,
  { weight, before, gradient, factor, decay, learningRate }: Decaying,
): tf.Tensor {
  const decoupled = decouples(spec);
  if (decoupled && decay !== 0) {
    const shrunk = tf.mul(before, 1 - learningRate * decay);
    weight.assign(shrunk);
    shrunk.dispose();
  }
  if (factor === 1 && (decoupled || decay === 0)) return gradient;
  return tf.tidy(() => {
    const scaled = factor === 1 ? gradient : tf.mul(gradient, factor);
    return decoupled || decay === 0 ? scaled : tf.add(scaled, tf.mul(before, decay));
  });
}

function numbersIn(variable: Variable): Float32Array {
  const tensor = variable.read();
  const values = Float32Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}
