import * as tf from '@tensorflow/tfjs-core';
import { sumsOfSquares } from '../tensor/numbers.ts';
import { clipFactors, type Clipping } from './clipping.ts';

export interface Clipped {
  /** Global norm before clipping. */
  readonly norm: number;
  /** The caller's own, or new ones, which become the caller's, where they are clipped by value. */
  readonly gradients: readonly tf.Tensor[];
  /** Still to be applied, one for each gradient. */
  readonly factors: readonly number[];
}

/** The gradients clipped by value, and the factors that clip them by norm. */
export function clipTensors(gradients: readonly tf.Tensor[], clipping: Clipping): Clipped {
  const before = sumsOfSquares(gradients);
  const norm = Math.sqrt(before.reduce((sum, square) => sum + square, 0));
  const { clipValue } = clipping;
  const limited =
    clipValue === undefined
      ? gradients
      : gradients.map((gradient) => tf.clipByValue(gradient, -clipValue, clipValue));
  const squares = clipValue === undefined ? before : sumsOfSquares(limited);
  return { norm, gradients: limited, factors: clipFactors(squares, clipping) };
}
