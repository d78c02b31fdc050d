import * as tf from '@tensorflow/tfjs-core';
import { defineGradient, savedTensor, sumTo } from './define.ts';

/** Products of matrices, convolutions and pooling. */
export function defineNetworkGradients(): void {
  defineGradient('BatchMatMul', { inputs: ['a', 'b'] }, (dy, saved, { transposeA, transposeB }) => {
    const a = savedTensor(saved, 0);
    const b = savedTensor(saved, 1);
    // With A' = op(A), B' = op(B): dA' = dy·B'ᵀ and dB' = A'ᵀ·dy, transposed back where op transposes.
    return {
      a: () =>
        sumTo(
          transposeA === true
            ? tf.matMul(b, dy, transposeB === true, true)
            : tf.matMul(dy, b, false, transposeB !== true),
          a.shape,
        ),
      b: () =>
        sumTo(
          transposeB === true
            ? tf.matMul(dy, a, true, transposeA === true)
            : tf.matMul(a, dy, transposeA !== true, false),
          b.shape,
        ),
    };
  });
  defineGradient('Conv2D', { inputs: ['x', 'filter'] }, (dy, saved, attributes) => {
    const x = savedTensor(saved, 0);
    const filter = savedTensor(saved, 1);
    const { strides, pad, dataFormat, dimRoundingMode, dilations } = attributes;
    // TensorFlow.js' kernels know nothing of dilation and would give a wrong gradient; ours do.
    if (!tf.backend_util.tupleValuesAreOne(dilations as number | number[]) && tf.getBackend() !== 'wasm') {
      throw new Error('the gradient of a dilated convolution is not defined on this engine');
    }
    const shared = { strides, pad, dataFormat, dimRoundingMode, dilations };
    return {
      x: () => run('Conv2DBackpropInput', { dy, filter }, { ...shared, inputShape: x.shape }),
      filter: () => run('Conv2DBackpropFilter', { x, dy }, { ...shared, filterShape: filter.shape }),
    };
  });
  defineDepthwiseGradient();
  defineGradient('MaxPool', { inputs: ['x'], output: true }, (dy, saved, attributes) => {
    const input = savedTensor(saved, 0);
    const output = savedTensor(saved, 1);
    const { filterSize, strides, pad, dimRoundingMode } = attributes;
    return {
      x: () => run('MaxPoolGrad', { dy, input, output }, { filterSize, strides, pad, dimRoundingMode }),
    };
  });
}

/** Of one kernel for each channel; TensorFlow.js' own, for engines without ours. */
function defineDepthwiseGradient(): void {
  const kernelName = 'DepthwiseConv2dNative';
  defineGradient(kernelName, { inputs: ['x', 'filter'] }, (dy, saved, attributes) => {
    const x = savedTensor(saved, 0);
    const filter = savedTensor(saved, 1);
    const { strides, pad, dilations, dimRoundingMode } = attributes;
    const shared = { strides, pad, dilations, dimRoundingMode };
    return {
      x: () => run(`${kernelName}BackpropInput`, { dy, filter }, { ...shared, inputShape: x.shape }),
      filter: () => run(`${kernelName}BackpropFilter`, { x, dy }, { ...shared, filterShape: filter.shape }),
    };
  });
}

/** Runs a kernel by its name with the attributes that an operation was given, which TF.js checked then. */
function run(
  kernelName: string,
  inputs: Record<string, tf.Tensor>,
  attributes: Readonly<Record<string, unknown>>,
): tf.Tensor {
  return tf.engine().runKernel(kernelName, inputs, attributes as unknown as tf.NamedAttrMap);
}
