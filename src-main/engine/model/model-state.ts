import * as tf from '@tensorflow/tfjs-core';
import { numbersOf, withNumbers } from '../tensor/numbers.ts';
import { sizeOf, type StateSpec } from './model.ts';

/** The states of a model in training, as tensors on the engine. */
export interface ModelState {
  /** Undefined for a name that is no state. */
  find(name: string): tf.Tensor | undefined;
  average(name: string, observed: Float32Array, share: number): void;
  /** `state/…` for every state, for the checkpoint. */
  save(): { readonly name: string; readonly shape: readonly number[]; readonly values: Float32Array }[];
  dispose(): void;
}

/** `saved` gives the `size` values of `state/…`, or null for one that begins anew, as all do without it. */
export function openModelState(
  specs: readonly StateSpec[],
  saved: ((name: string, size: number) => ArrayLike<number> | null) | null,
): ModelState {
  const tensors = new Map(
    specs.map(({ name, shape, start }) => {
      const found = saved?.(`state/${name}`, sizeOf(shape)) ?? null;
      const values = found === null ? new Float32Array(sizeOf(shape)).fill(start) : Float32Array.from(found);
      return [name, tf.keep(tf.tensor(values, [...shape]))];
    }),
  );
  return {
    find: (name) => tensors.get(name),
    average: (name, observed, share) => {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw new Error(`the model has no state named "${name}"`);
      const next = Float64Array.from(numbersOf(tensor));
      for (let i = 0; i < next.length; i++) {
        const before = next[i] ?? 0;
        next[i] = before + share * ((observed[i] ?? 0) - before);
      }
      tensors.set(name, withNumbers(tensor, next));
    },
    save: () =>
      specs.map(({ name, shape }) => {
        const tensor = tensors.get(name);
        if (tensor === undefined) throw new Error(`the state "${name}" was lost`);
        return { name: `state/${name}`, shape, values: Float32Array.from(numbersOf(tensor)) };
      }),
    dispose: () => tf.dispose([...tensors.values()]),
  };
}
