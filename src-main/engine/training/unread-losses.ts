import * as tf from '@tensorflow/tfjs-core';
import { readTogether } from '../tensor/numbers.ts';

/** The loss of a part of a batch, still on the device, and what it weighs in the batch's mean. */
export interface UnreadLoss {
  readonly loss: tf.Tensor;
  readonly weight: number;
}

/**
 * Losses that stay on the device until they are read together: to read one, a GPU has to finish everything that was
 * asked of it before, and waits without work while the next step is put together.
 */
export interface UnreadLosses {
  readonly count: number;
  /** Owns the tensors from now on. */
  add(parts: readonly UnreadLoss[]): void;
  /** The loss of every batch that was added since the last call, in order. */
  read(): readonly number[];
  dispose(): void;
}

export function keepUnread(): UnreadLosses {
  let batches: (readonly UnreadLoss[])[] = [];
  const dispose = (): void => {
    for (const parts of batches) tf.dispose(parts.map(({ loss }) => loss));
    batches = [];
  };
  return {
    get count() {
      return batches.length;
    },
    add: (parts) => void batches.push(parts),
    read: () => {
      const values = readTogether(batches.flatMap((parts) => parts.map(({ loss }) => loss)));
      let at = 0;
      const losses = batches.map((parts) => {
        let [mean, weight] = [0, 0];
        for (const part of parts) {
          weight += part.weight;
          mean += (part.weight / weight) * ((values[at++] ?? Number.NaN) - mean);
        }
        return mean;
      });
      dispose();
      return losses;
    },
    dispose,
  };
}
