import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '#contract/training.ts';
import { convolution, type ConvolutionPlace } from '../../tensor/fused/convolution.ts';
import { depthwiseConvolution } from '../../tensor/fused/depthwise.ts';
import { activationLayer } from '../../tensor/fused/activation-layer.ts';
import { convolutionPlan, depthwisePlan, initializerFor, plainPlan } from '../layers.ts';
import { sizeOf } from '../model.ts';
import type { Layer } from './layer.ts';

/** [height, width, channels]. */
export type ImageShape = readonly [number, number, number];

export interface KernelOptions extends ConvolutionPlace {
  readonly kernel: number;
  readonly activation: Activation | null;
  /** The activation that follows later, by which the weights begin. */
  readonly towards?: Activation | null;
}

/** Places of a window along a side; 0 where it does not fit. */
export function placesAlong(side: number, kernel: number, { stride, padding }: ConvolutionPlace): number {
  if (padding === 'same') return Math.ceil(side / stride);
  return side < kernel ? 0 : Math.floor((side - kernel) / stride) + 1;
}

function outputOf([height, width]: ImageShape, channels: number, options: KernelOptions): ImageShape {
  return [
    placesAlong(height, options.kernel, options),
    placesAlong(width, options.kernel, options),
    channels,
  ];
}

export function convolve(name: string, input: ImageShape, filters: number, options: KernelOptions): Layer {
  const { kernel, activation, towards = activation } = options;
  const outputShape = outputOf(input, filters, options);
  return {
    plans: [convolutionPlan(name, input[2], outputShape, kernel, initializerFor(towards))],
    outputShape,
    apply: (x, weights, pass) => {
      const [kernels, bias] = [weights(`${name}/weights`), weights(`${name}/bias`)];
      const output = convolution(x, kernels, bias, activation, options);
      if (activation !== null) pass.observe?.(name, activation, output);
      return output;
    },
  };
}

/** Every channel with a kernel of its own, without a bias: a norm or a convolution with one follows. */
export function convolveDepthwise(name: string, input: ImageShape, options: KernelOptions): Layer {
  const { kernel, activation, towards = activation } = options;
  const outputShape = outputOf(input, input[2], options);
  return {
    plans: [depthwisePlan(name, outputShape, kernel, initializerFor(towards))],
    outputShape,
    apply: (x, weights, pass) => {
      const convolved = depthwiseConvolution(x, weights(`${name}/weights`), options);
      if (activation === null) return convolved;
      const output = activationLayer(convolved, activation);
      pass.observe?.(name, activation, output);
      return output;
    },
  };
}

/** Windows of size × size side by side; what is left over at the edge is cut off. */
export function pool(
  name: string,
  [height, width, channels]: ImageShape,
  kind: 'max' | 'average',
  size: number,
): Layer {
  const [rows, columns] = [Math.floor(height / size), Math.floor(width / size)];
  const outputShape = [rows, columns, channels];
  return {
    plans: [plainPlan(name, `${kind}Pool`, outputShape, sizeOf(outputShape) * size * size)],
    outputShape,
    apply: (x) => {
      const image = x as tf.Tensor4D;
      if (kind === 'max') return tf.maxPool(image, size, size, 'valid');
      const whole =
        rows * size === height && columns * size === width
          ? image
          : tf.slice(image, [0, 0, 0, 0], [-1, rows * size, columns * size, channels]);
      // First along the rows, where the numbers of a window lie far apart, then along the columns.
      const alongRows = tf.mean(tf.reshape(whole, [-1, size, columns * size * channels]), 1);
      const pairs = tf.mean(tf.reshape(alongRows, [-1, size, channels]), 1);
      return tf.reshape(pairs, [-1, rows, columns, channels]);
    },
  };
}

/** To larger sides: every number is repeated where it is nearest. */
export function enlarge(
  name: string,
  [height, width, channels]: ImageShape,
  [rows, columns]: readonly [number, number],
): Layer {
  const nearest = (from: number, to: number): number[] =>
    Array.from({ length: to }, (_, at) => Math.floor((at * from) / to));
  const outputShape = [rows, columns, channels];
  return {
    plans: [plainPlan(name, 'enlarge', outputShape)],
    outputShape,
    apply: (x) => {
      const tall = tf.gather(x, tf.tensor1d(nearest(height, rows), 'int32'), 1);
      return tf.gather(tall, tf.tensor1d(nearest(width, columns), 'int32'), 2);
    },
  };
}

/** The largest or the mean of every channel. */
export function poolGlobally(
  name: string,
  [height, width, channels]: ImageShape,
  kind: 'max' | 'average',
): Layer {
  return {
    plans: [
      plainPlan(
        name,
        `global${kind === 'max' ? 'Max' : 'Average'}Pool`,
        [channels],
        height * width * channels,
      ),
    ],
    outputShape: [channels],
    apply: (x) => {
      const positions = tf.reshape(x, [-1, height * width, channels]);
      return kind === 'max' ? tf.max(positions, 1) : tf.mean(positions, 1);
    },
  };
}
