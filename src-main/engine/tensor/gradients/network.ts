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
    refuseDilation(dilations);
    const shared = { strides, pad, dataFormat, dimRoundingMode, dilations };
    return {
      x: () => run('Conv2DBackpropInput', { dy, filter }, { ...shared, inputShape: x.shape }),
      filter: () => run('Conv2DBackpropFilter', { x, dy }, { ...shared, filterShape: filter.shape }),
    };
  });
  defineDepthwiseGradient();
  defineGradient('AvgPool', { inputs: ['x'] }, (dy, saved, attributes) => {
    const { filterSize, strides, pad, dimRoundingMode } = attributes;
    const input = savedTensor(saved, 0);
    // TensorFlow.js' kernels divide by the whole window where a part of it lies outside; ours and TensorFlow's do not.
    if (pad !== 'valid' && ['cpu', 'webgpu'].includes(tf.getBackend())) {
      throw new Error('the gradient of average pooling with padding is not defined on this engine');
    }
    return { x: () => run('AvgPoolGrad', { dy, input }, { filterSize, strides, pad, dimRoundingMode }) };
  });
  defineEinsumGradient();
  defineGradient('MaxPool', { inputs: ['x'], output: true }, (dy, saved, attributes) => {
    const input = savedTensor(saved, 0);
    const output = savedTensor(saved, 1);
    const { filterSize, strides, pad, dimRoundingMode } = attributes;
    return {
      x: () => run('MaxPoolGrad', { dy, input, output }, { filterSize, strides, pad, dimRoundingMode }),
    };
  });
}

/** Sums of products by Einstein's notation: the gradient of one factor is such a sum of dy and the other factor. */
function defineEinsumGradient(): void {
  if (tf.getGradient('Einsum') !== undefined) return;
  tf.registerGradient({
    kernelName: 'Einsum',
    saveAllInputs: true,
    gradFunc: (dys, saved, attributes) => {
      // One output, and so one gradient.
      const dy = dys as tf.Tensor;
      const [left = '', output = ''] = String(attributes['equation']).replace(/\s/g, '').split('->');
      const terms = left.split(',');
      return Object.fromEntries(
        saved.map((input, index) => {
          const own = terms[index] ?? '';
          const other = terms[1 - index];
          const factor = saved[1 - index];
          return [
            index,
            () => {
              // What neither of the two has was summed over: its gradient is the same everywhere.
              const known = [...own].filter(
                (label) => output.includes(label) || other?.includes(label) === true,
              );
              const gradient =
                other === undefined || factor === undefined
                  ? tf.einsum(`${output}->${known.join('')}`, dy)
                  : tf.einsum(`${output},${other}->${known.join('')}`, dy, factor);
              const sides = input.shape.map((side, axis) => (known.includes(own[axis] ?? '') ? side : 1));
              return tf.broadcastTo(tf.reshape(gradient, sides), input.shape);
            },
          ];
        }),
      );
    },
  });
}

/** Kernels of its own for every channel. */
function defineDepthwiseGradient(): void {
  const kernelName = 'DepthwiseConv2dNative';
  defineGradient(kernelName, { inputs: ['x', 'filter'] }, (dy, saved, attributes) => {
    const x = savedTensor(saved, 0);
    const filter = savedTensor(saved, 1);
    const { strides, pad, dilations, dimRoundingMode } = attributes;
    refuseDilation(dilations);
    const shared = { strides, pad, dilations, dimRoundingMode };
    return {
      x: () => run(`${kernelName}BackpropInput`, { dy, filter }, { ...shared, inputShape: x.shape }),
      filter: () => run(`${kernelName}BackpropFilter`, { x, dy }, { ...shared, filterShape: filter.shape }),
    };
  });
}

/** TensorFlow.js' kernels of gradients know nothing of dilation and would give a wrong one; ours do. */
function refuseDilation(dilations: unknown): void {
  if (!tf.backend_util.tupleValuesAreOne(dilations as number | number[]) && tf.getBackend() !== 'wasm') {
    throw new Error('the gradient of a dilated convolution is not defined on this engine');
  }
}

/** Runs a kernel by its name with the attributes that an operation was given, which TF.js checked then. */
function run(
  kernelName: string,
  inputs: Record<string, tf.Tensor>,
  attributes: Readonly<Record<string, unknown>>,
): tf.Tensor {
  return tf.engine().runKernel(kernelName, inputs, attributes as unknown as tf.NamedAttrMap);
}
