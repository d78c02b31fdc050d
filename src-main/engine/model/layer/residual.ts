import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '#contract/training.ts';
import { activationLayer } from '../../tensor/fused/activation-layer.ts';
import { plainPlan } from '../layers.ts';
import { sizeOf } from '../model.ts';
import { dense } from './basic.ts';
import { convolve, type ImageShape } from './image.ts';
import type { Layer } from './layer.ts';

/**
 * activation(inner(x) + x) (He et al. 2016). Where the shapes differ, x goes through a projection: a dense layer over
 * the last axis, or of an image a 1 × 1 convolution with the stride that halves its sides as the inner layers do. Null
 * where no projection can make the shapes equal.
 */
export function residual(
  name: string,
  input: readonly number[],
  inner: Layer,
  activation: Activation | null,
): Layer | null {
  const shortcut = projection(`${name}/shortcut`, input, inner.outputShape);
  if (shortcut === null) return null;
  const { outputShape } = inner;
  const sum = plainPlan(
    `${name}/sum`,
    activation === null ? 'sum' : `sum, ${activation}`,
    outputShape,
    sizeOf(outputShape),
  );
  return {
    plans: [...inner.plans, ...(shortcut === 'identity' ? [] : shortcut.plans), sum],
    outputShape,
    apply: (x, weights, pass) => {
      const straight = shortcut === 'identity' ? x : shortcut.apply(x, weights, pass);
      const added = tf.add(inner.apply(x, weights, pass), straight);
      return activation === null ? added : activationLayer(added, activation);
    },
  };
}

function projection(name: string, from: readonly number[], to: readonly number[]): Layer | 'identity' | null {
  if (from.length !== to.length) return null;
  if (from.every((side, axis) => side === to[axis])) return 'identity';
  const channels = to.at(-1) ?? 1;
  if (from.slice(0, -1).every((side, axis) => side === to[axis])) {
    return from.length === 3
      ? convolve(name, imageOf(from), channels, { kernel: 1, stride: 1, padding: 'same', activation: null })
      : dense(name, from, channels, null);
  }
  if (from.length !== 3) return null;
  const stride = Math.round((from[0] ?? 1) / (to[0] ?? 1));
  const reached = [0, 1].every((axis) => Math.ceil((from[axis] ?? 1) / stride) === to[axis]);
  return reached
    ? convolve(name, imageOf(from), channels, { kernel: 1, stride, padding: 'same', activation: null })
    : null;
}

function imageOf([height = 1, width = 1, channels = 1]: readonly number[]): ImageShape {
  return [height, width, channels];
}
