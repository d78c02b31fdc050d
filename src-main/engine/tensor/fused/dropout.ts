import * as tf from '@tensorflow/tfjs-core';
import { stream, streamIdentity, type StreamName } from '../../../base/random.ts';
import { currentHeap, type Heap } from '../embedded/heap.ts';
import {
  inputOf,
  registerEmbeddedGradient,
  registerEmbeddedKernel,
  runEmbedded,
} from '../embedded/register.ts';
import { firstGradient, savedTensor } from '../gradients/define.ts';

const kernelName = 'DescentDropout';

/**
 * x with a share of its numbers zero and the rest divided by 1 − rate (Srivastava et al. 2014). Which ones is a
 * function of the stream's name alone, the same on every engine.
 */
export function dropout(x: tf.Tensor, rate: number, seed: number, ...name: readonly StreamName[]): tf.Tensor {
  if (currentHeap() === null) {
    return tf.mul(x, tf.tensor(dropoutMask(x.size, rate, seed, ...name), x.shape));
  }
  const [key0 = 0, key1 = 0, high0 = 0, high1 = 0] = streamIdentity(seed, ...name);
  return runEmbedded(kernelName, { x }, { rate, key0, key1, high0, high1 });
}

/** 0 with the given rate, else 1 / (1 − rate). */
export function dropoutMask(
  size: number,
  rate: number,
  seed: number,
  ...name: readonly StreamName[]
): Float32Array {
  const random = stream(seed, ...name);
  const threshold = rate * 2 ** 32;
  const kept = 1 / (1 - rate);
  const mask = new Float32Array(size);
  for (let i = 0; i < size; i++) mask[i] = random.uint32() < threshold ? 0 : kept;
  return mask;
}

export function registerDropout(heap: Heap): void {
  registerEmbeddedKernel(kernelName, (call) => {
    const x = inputOf(call, 'x');
    const count = tf.util.sizeFromShape(x.shape);
    const number = (name: string): number => Number(call.attributes[name]);
    const output = heap.allocate(x.shape);
    const mask = heap.allocateHidden(count);
    heap.kernels.dropOut(
      heap.address(x),
      heap.address(mask),
      heap.address(output),
      count,
      number('rate') * 2 ** 32,
      1 / (1 - number('rate')),
      number('key0'),
      number('key1'),
      number('high0'),
      number('high1'),
    );
    return [output, mask];
  });
  registerEmbeddedGradient({
    kernelName,
    outputsToSave: [false, true],
    gradFunc: (dys, saved) => ({
      x: () => {
        const dy = firstGradient(dys);
        const mask = heap.share(savedTensor(saved, 0), dy.shape);
        return tf.mul(dy, tf.engine().makeTensorFromTensorInfo(mask));
      },
    }),
  });
}
