import * as tf from '@tensorflow/tfjs-core';
import { numbers } from '../tensors.ts';

/** Numbers that an engine gave, by what they are. */
export type Figures = Readonly<Record<string, Float32Array>>;

/** Something that every engine has to compute alike. */
export interface Subject {
  readonly name: string;
  /**
   * Computes on the engine that is open, from the same inputs every time. Reads asynchronously, as engines on a GPU
   * need it, and leaves no tensors behind.
   */
  readonly compute: () => Promise<Figures>;
  /** Of float32, relative to the largest number of an array. */
  readonly tolerance?: number;
  /** Of a scalar function of several arrays, at a point without a kink: gradients are held against differences. */
  readonly slope?: () => Slope;
}

/** A scalar function, and where to look at it. */
export interface Slope {
  readonly inputs: readonly { readonly shape: readonly number[]; readonly values: Float32Array }[];
  readonly f: (...inputs: tf.Tensor[]) => tf.Scalar;
}

/** Reads tensors by their names and frees them. */
export async function readAll(tensors: Readonly<Record<string, tf.Tensor>>): Promise<Figures> {
  const read = await Promise.all(
    Object.entries(tensors).map(async ([name, tensor]) => {
      const values = Float32Array.from(await tensor.data());
      tensor.dispose();
      return [name, values] as const;
    }),
  );
  return Object.fromEntries(read);
}

/** Value and gradients of a slope, as `value`, `gradient 1`, … */
export function computeSlope({ inputs, f }: Slope): Promise<Figures> {
  const tensors = inputs.map(({ shape, values }) => tf.tensor(values, [...shape]));
  const { value, grads } = tf.valueAndGrads(f)(tensors);
  tf.dispose(tensors);
  const gradients = grads.map((gradient, index) => [`gradient ${index + 1}`, gradient] as const);
  return readAll({ value, ...Object.fromEntries(gradients) });
}

/** The sum of outputs by fixed weights, so that every output counts and none like another. */
export function weighted(outputs: tf.Tensor): tf.Scalar {
  // Weights of sums over no axis are a scalar.
  return tf.sum(tf.mul(outputs, tf.tensor(numbers(outputs.size, 'weights'), outputs.shape))) as tf.Scalar;
}

/** The slope of a function along a direction, by central differences and by its gradients. */
export async function slopeAlong({ inputs, f }: Slope, step: number): Promise<readonly [number, number]> {
  const directions = inputs.map(({ values }, index) => numbers(values.length, 'direction', index));
  const at = async (by: number): Promise<number> => {
    const moved = inputs.map(({ shape, values }, index) =>
      tf.tensor(
        values.map((value, place) => value + by * (directions[index]?.[place] ?? 0)),
        [...shape],
      ),
    );
    const { value } = await readAll({ value: tf.tidy(() => f(...moved)) });
    tf.dispose(moved);
    return value?.[0] ?? Number.NaN;
  };
  const difference = ((await at(step)) - (await at(-step))) / (2 * step);
  const figures = await computeSlope({ inputs, f });
  let slope = 0;
  for (const [index, direction] of directions.entries()) {
    const gradient = figures[`gradient ${index + 1}`] ?? new Float32Array();
    for (const [place, by] of direction.entries()) slope += by * (gradient[place] ?? Number.NaN);
  }
  return [difference, slope];
}
