import * as tf from '@tensorflow/tfjs-core';
import type { Weights } from '../model/model.ts';
import type { NamedArray } from '../optimizer/named-array.ts';

/** Calls `use` with a look-up over tensors of the arrays `weights/…`, which are gone afterwards. */
export function withWeights<T>(arrays: readonly NamedArray[], use: (weights: Weights) => T): T {
  const tensors = new Map(
    arrays.map(({ name, shape, values }) => [name, tf.tensor(Float32Array.from(values), [...shape])]),
  );
  try {
    return use((name) => {
      const tensor = tensors.get(`weights/${name}`);
      if (tensor === undefined) throw new Error(`the checkpoint has no weights named "${name}"`);
      return tensor;
    });
  } finally {
    tf.dispose([...tensors.values()]);
  }
}
