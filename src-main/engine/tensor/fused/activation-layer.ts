import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '#contract/training.ts';
import { currentHeap, type Heap } from '../embedded/heap.ts';
import {
  inputOf,
  registerEmbeddedGradient,
  registerEmbeddedKernel,
  runEmbedded,
} from '../embedded/register.ts';
import { firstGradient, savedTensor } from '../gradients/define.ts';
import { activate, kindOf, slopeNeedsInput } from './activation.ts';
import { beforeActivation } from './dense.ts';

const keepingOutput = 'DescentActivation';
const keepingInput = 'DescentActivationKeepingInput';

/** An activation by itself, after a norm or a sum: one pass forward, one backward. */
export function activationLayer(x: tf.Tensor, activation: Activation): tf.Tensor {
  if (currentHeap() === null) return activate(x, activation);
  const name = slopeNeedsInput(activation) ? keepingInput : keepingOutput;
  return runEmbedded(name, { x }, { kind: kindOf(activation) });
}

export function registerActivation(heap: Heap): void {
  for (const [kernelName, saved] of [
    [keepingOutput, { outputsToSave: [true] }],
    [keepingInput, { inputsToSave: ['x'] }],
  ] as const) {
    registerEmbeddedKernel(kernelName, (call) => {
      const x = inputOf(call, 'x');
      const columns = x.shape.at(-1) ?? 1;
      const output = heap.allocate(x.shape);
      // The kernel adds a bias, which is zero here.
      const zeros = heap.allocate([columns]);
      heap.view(zeros).fill(0);
      heap.kernels.addBiasAndActivate(
        Number(call.attributes['kind']),
        heap.address(x),
        heap.address(zeros),
        heap.address(output),
        tf.util.sizeFromShape(x.shape) / columns,
        columns,
      );
      heap.free(zeros);
      return [output];
    });
    registerEmbeddedGradient({
      kernelName,
      ...('inputsToSave' in saved
        ? { inputsToSave: [...saved.inputsToSave] }
        : { outputsToSave: [...saved.outputsToSave] }),
      gradFunc: (dys, kept, attributes) => ({
        x: () => beforeActivation(heap, Number(attributes['kind']), firstGradient(dys), savedTensor(kept, 0)),
      }),
    });
  }
}
