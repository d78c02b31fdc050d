import * as tf from '@tensorflow/tfjs-core';
import type { TrainingSpec } from '#contract/training.ts';
import { initialise } from '../model/initialise.ts';
import type { ParameterSpec } from '../model/model.ts';
import { savedValues, type InitialArray, type NamedArray } from '../optimizer/named-array.ts';
import { numbersOf } from '../tensor/numbers.ts';
import type { Prepared } from './prepared.ts';
import { layerOf } from './named-layers.ts';
import { trainedPart, type Adapter } from './trained-part.ts';
import { isDecayed } from './weight-decay.ts';

/** The weights of a model in training: those that an optimizer moves, given to it, and those that stay. */
export interface SessionWeights {
  readonly trained: readonly ParameterSpec[];
  /** Of `trained`, as they begin. */
  readonly initial: readonly InitialArray[];
  /**
   * Every weight of the model by its name, where `tensors` are those of `trained`; what is adapted is computed at its
   * first look-up and lives in the caller's tidy. Undefined for what is no weight.
   */
  lookUp(tensors: readonly tf.Tensor[]): (name: string) => tf.Tensor | undefined;
  /** Whether nothing of a layer is trained. */
  isFrozen(layer: string): boolean;
  /** `state/…` for what stays, with the adapters that `tensors` hold merged in, and `base/…` for what lies beneath. */
  save(tensors: readonly tf.Tensor[]): readonly NamedArray[];
  dispose(): void;
}

const basePrefix = 'base/';
const statePrefix = 'state/';

/** `saved` holds the arrays of a checkpoint, or null to initialise. */
export function openSessionWeights(
  spec: TrainingSpec,
  prepared: Prepared,
  saved: readonly NamedArray[] | null,
): SessionWeights {
  const { model, inherited } = prepared;
  const isGiven = (name: string): boolean =>
    saved === null
      ? inherited?.arrays.has(name) === true
      : saved.some((array) => array.name === statePrefix + name);
  const { trained, fixed, adapters } = trainedPart(spec, model, isGiven);
  const adapterOf = new Map(adapters.map((adapter) => [adapter.target.name, adapter]));
  const placeOf = new Map(trained.map(({ name }, index) => [name, index]));
  const kept = new Map(
    fixed.map((parameter) => {
      const prefix = adapterOf.has(parameter.name) ? basePrefix : statePrefix;
      const values = savedValues(saved, prefix + parameter.name, initialWeights(parameter, spec, prepared));
      return [parameter.name, tf.keep(tf.tensor(Float32Array.from(values), [...parameter.shape]))];
    }),
  );
  const frozen = new Set(fixed.map(({ name }) => layerOf(name)));
  for (const { name } of trained) frozen.delete(layerOf(name));
  const lookUp: SessionWeights['lookUp'] = (tensors) => {
    const adapted = new Map<string, tf.Tensor>();
    return (name) => {
      const place = placeOf.get(name);
      if (place !== undefined) return tensors[place];
      const base = kept.get(name);
      const adapter = adapterOf.get(name);
      if (base === undefined || adapter === undefined) return base;
      const known = adapted.get(name);
      if (known !== undefined) return known;
      const part = (which: ParameterSpec): tf.Tensor | undefined => tensors[placeOf.get(which.name) ?? -1];
      const sum = merged(base, adapter, part(adapter.down), part(adapter.up));
      adapted.set(name, sum);
      return sum;
    };
  };
  return {
    trained,
    initial: trained.map((parameter) => ({
      name: parameter.name,
      shape: parameter.shape,
      values: initialWeights(parameter, spec, prepared),
      decays: isDecayed(spec.optimizer, parameter, model.parameters),
    })),
    lookUp,
    isFrozen: (layer) => frozen.has(layer),
    save: (tensors) => {
      const arrays: NamedArray[] = [];
      tf.tidy(() => {
        const find = lookUp(tensors);
        for (const { name, shape } of fixed) {
          const [base, shown] = [kept.get(name), find(name)];
          if (base === undefined || shown === undefined) throw new Error(`the weights "${name}" were lost`);
          arrays.push({ name: statePrefix + name, shape, values: Float32Array.from(numbersOf(shown)) });
          if (base === shown) continue;
          arrays.push({ name: basePrefix + name, shape, values: Float32Array.from(numbersOf(base)) });
        }
      });
      return arrays;
    },
    dispose: () => tf.dispose([...kept.values()]),
  };
}

function merged(
  base: tf.Tensor,
  { scale }: Adapter,
  down: tf.Tensor | undefined,
  up: tf.Tensor | undefined,
): tf.Tensor {
  if (down === undefined || up === undefined) throw new Error('an adapter without its matrices');
  // Both have two axes.
  const product = tf.matMul(down as tf.Tensor2D, up as tf.Tensor2D);
  return tf.add(base, tf.reshape(tf.mul(product, scale), base.shape));
}

/** Another run's weights where they were taken over, else the initializer's. */
export function initialWeights(
  parameter: ParameterSpec,
  { initializer, seed }: TrainingSpec,
  { inherited }: Prepared,
): Float32Array {
  const taken = inherited?.arrays.get(parameter.name);
  return taken === undefined ? initialise(parameter, initializer, seed) : Float32Array.from(taken);
}
