import * as tf from '@tensorflow/tfjs-core';
import { masked } from './arithmetic.ts';
import { defineGradient, savedTensor } from './define.ts';

/** Of one input, each element by itself. */
export function defineElementwiseGradients(): void {
  ofInput('Abs', (dy, x) => tf.mul(dy, tf.sign(x)));
  ofInput('Square', (dy, x) => tf.mul(dy, tf.mul(2, x)));
  ofInput('Log', (dy, x) => tf.div(dy, x));
  ofInput('Log1p', (dy, x) => tf.div(dy, tf.add(1, x)));
  ofInput('Softplus', (dy, x) => tf.mul(dy, tf.sigmoid(x)));
  ofInput('Sin', (dy, x) => tf.mul(dy, tf.cos(x)));
  ofInput('Cos', (dy, x) => tf.neg(tf.mul(dy, tf.sin(x))));
  ofInput('Erf', (dy, x) => tf.mul(dy, tf.mul(2 / Math.sqrt(Math.PI), tf.exp(tf.neg(tf.square(x))))));
  ofInput('LeakyRelu', (dy, x, { alpha }) =>
    tf.where(tf.greater(x, 0), dy, tf.mul(dy, typeof alpha === 'number' ? alpha : 0)),
  );
  ofInput('ClipByValue', (dy, x, { clipValueMin, clipValueMax }) =>
    masked(
      dy,
      tf.logicalAnd(tf.greaterEqual(x, Number(clipValueMin)), tf.lessEqual(x, Number(clipValueMax))),
    ),
  );
  ofOutput('Exp', (dy, y) => tf.mul(dy, y));
  ofOutput('Sqrt', (dy, y) => tf.div(dy, tf.mul(2, y)));
  ofOutput('Rsqrt', (dy, y) => tf.mul(dy, tf.mul(-0.5, tf.mul(y, tf.square(y)))));
  ofOutput('Reciprocal', (dy, y) => tf.neg(tf.mul(dy, tf.square(y))));
  ofOutput('Tanh', (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y))));
  ofOutput('Sigmoid', (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y))));
  ofOutput('Relu', (dy, y) => masked(dy, tf.greater(y, 0)));
  ofOutput('Elu', (dy, y) => tf.where(tf.greater(y, 0), dy, tf.mul(dy, tf.add(y, 1))));
  defineGradient('Neg', {}, (dy) => ({ x: () => tf.neg(dy) }));
  defineGradient('Step', {}, (dy) => ({ x: () => tf.zerosLike(dy) }));
  defineGradient('Sign', {}, (dy) => ({ x: () => tf.zerosLike(dy) }));
  defineGradient('Cast', {}, (dy) => ({ x: () => tf.cast(dy, 'float32') }));
  defineGradient('Identity', {}, (dy) => ({ x: () => tf.cast(dy, 'float32') }));
}

type Slope = (dy: tf.Tensor, value: tf.Tensor, attributes: Readonly<Record<string, unknown>>) => tf.Tensor;

function ofInput(kernelName: string, slope: Slope): void {
  defineGradient(kernelName, { inputs: ['x'] }, (dy, saved, attributes) => ({
    x: () => slope(dy, savedTensor(saved, 0), attributes),
  }));
}

function ofOutput(kernelName: string, slope: Slope): void {
  defineGradient(kernelName, { output: true }, (dy, saved, attributes) => ({
    x: () => slope(dy, savedTensor(saved, 0), attributes),
  }));
}
