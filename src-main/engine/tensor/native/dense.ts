import * as tf from '@tensorflow/tfjs-core';
import { firstGradient, savedTensor } from '../gradients/define.ts';
import { defineNativeOperation, runNative } from './define.ts';
import { firstOf, type NativeLibrary } from './library.ts';

/** Two names, since what is kept for the gradient belongs to a name: nothing of the output, or all of it. */
const plain = 'TensorFlowDense';
const rectified = 'TensorFlowDenseRelu';

/** x [rows, inputs] · weights [inputs, outputs] + bias [outputs]; negative ones are 0 where it is `rectifies`. */
export function denseOnTensorFlow(
  library: NativeLibrary,
  x: tf.Tensor,
  weights: tf.Tensor,
  bias: tf.Tensor,
  rectifies: boolean,
): tf.Tensor {
  defineDense(library);
  return runNative(rectifies ? rectified : plain, { x, weights, bias });
}

function defineDense(library: NativeLibrary): void {
  const type = library.type('T');
  const sums = ([x, weights, bias]: readonly tf.TensorInfo[]): tf.Tensor => {
    if (x === undefined || weights === undefined || bias === undefined) throw new Error('dense: inputs lack');
    const straight = [library.flag('transpose_a', false), library.flag('transpose_b', false), type];
    const product = firstOf(library.run('MatMul', straight, [x, weights], 1));
    const sum = firstOf(library.run('BiasAdd', [type], [product, bias], 1));
    product.dispose();
    return sum;
  };
  for (const name of [plain, rectified]) {
    defineNativeOperation(name, {
      inputs: ['x', 'weights', 'bias'],
      compute: (inputs) => {
        const sum = sums(inputs);
        if (name === plain) return [sum];
        const output = firstOf(library.run('Relu', [type], [sum], 1));
        sum.dispose();
        return [output];
      },
      inputsToSave: ['x', 'weights'],
      outputsToSave: [name === rectified],
      gradient: (dys, saved) => {
        const dy = firstGradient(dys);
        const [x, weights] = [savedTensor(saved, 0), savedTensor(saved, 1)];
        const slope =
          name === plain ? dy : firstOf(library.run('ReluGrad', [type], [dy, savedTensor(saved, 2)], 1));
        return {
          x: () => tf.matMul(slope as tf.Tensor2D, weights as tf.Tensor2D, false, true),
          weights: () => tf.matMul(x as tf.Tensor2D, slope as tf.Tensor2D, true, false),
          bias: () => firstOf(library.run('BiasAddGrad', [type], [slope], 1)),
        };
      },
    });
  }
}
