import * as tf from '@tensorflow/tfjs-core';
import { stream } from '../../base/random.ts';

/** Prepared data in plain arrays, made into tensors batch by batch. */
export interface Examples {
  readonly count: number;
  /** Whether an example is another one in every epoch of the training. */
  readonly varies: boolean;
  /** Tensors of the examples at these positions; the caller disposes them. `epoch` is −1 in evaluation. */
  take(positions: Uint32Array, epoch: number): Batch;
}

export interface Batch {
  readonly input: tf.Tensor;
  readonly target: tf.Tensor;
}

/** The same rows, whose target is the row itself as the model sees it: [rows, width]. */
export function reconstructed({ count, varies, take }: Examples): Examples {
  return {
    count,
    varies,
    take: (positions, epoch) => {
      const { input, target } = take(positions, epoch);
      target.dispose();
      return { input, target: tf.reshape(input, [positions.length, -1]) };
    },
  };
}

/** Rows of a table: inputs row after row, each of `shape`, and one target per row. */
export function tableExamples(
  inputs: Float32Array,
  shape: readonly number[],
  targets: Float32Array | Int32Array,
): Examples {
  const width = shape.reduce((product, side) => product * side, 1);
  const dtype = targets instanceof Int32Array ? 'int32' : 'float32';
  return {
    count: targets.length,
    varies: false,
    take: (positions) => {
      const rows = new Float32Array(positions.length * width);
      const wanted =
        dtype === 'int32' ? new Int32Array(positions.length) : new Float32Array(positions.length);
      for (let at = 0; at < positions.length; at++) {
        const row = positions[at] ?? 0;
        rows.set(inputs.subarray(row * width, (row + 1) * width), at * width);
        wanted[at] = targets[row] ?? Number.NaN;
      }
      return {
        input: tf.tensor(rows, [positions.length, ...shape]),
        target: tf.tensor(wanted, [positions.length], dtype),
      };
    },
  };
}

/**
 * Stretches of a text, each predicting its own next characters. They lie side by side, shifted by another offset
 * every epoch, so that the model sees every cut; the last characters are left over where they do not fill one.
 */
export function textExamples(ids: Int32Array, time: number, seed: number): Examples {
  // One less than fits, so that any offset fits too; a short text gives its one stretch without an offset.
  const shifted = Math.floor(ids.length / time) - 1;
  const shifting = shifted >= 1;
  const stretches = shifting ? shifted : Math.floor((ids.length - 1) / time);
  return {
    count: stretches,
    varies: true,
    take: (positions, epoch) => {
      const offset = shifting && epoch >= 0 ? stream(seed, 'offset', epoch).integer(time) : 0;
      const input = new Int32Array(positions.length * time);
      const target = new Int32Array(positions.length * time);
      for (let at = 0; at < positions.length; at++) {
        const start = offset + (positions[at] ?? 0) * time;
        input.set(ids.subarray(start, start + time), at * time);
        target.set(ids.subarray(start + 1, start + 1 + time), at * time);
      }
      return {
        input: tf.tensor(input, [positions.length, time], 'int32'),
        target: tf.tensor(target, [positions.length * time], 'int32'),
      };
    },
  };
}
