import * as tf from '@tensorflow/tfjs-core';
import { firstGradient, savedTensor } from '../gradients/define.ts';
import { currentHeap, type Heap } from '../embedded/heap.ts';
import { crossEntropyOnTensorFlow } from '../native/cross-entropy.ts';
import { currentLibrary } from '../native/library.ts';
import {
  inputOf,
  registerEmbeddedGradient,
  registerEmbeddedKernel,
  runEmbedded,
} from '../embedded/register.ts';

const kernelName = 'DescentSoftmaxCrossEntropy';

/**
 * Mean over rows of the cross-entropy of softmax(logits [rows, classes]) against int32 class numbers [rows]. Label
 * smoothing ε: (1 − ε) on the true class and ε / classes on every class (Szegedy et al. 2016).
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, classes: tf.Tensor, smoothing: number): tf.Scalar {
  const library = currentLibrary();
  if (library !== null && classes.dtype === 'int32' && smoothing === 0) {
    return crossEntropyOnTensorFlow(library, logits, classes);
  }
  if (currentHeap() === null || classes.dtype !== 'int32') return composed(logits, classes, smoothing);
  return runEmbedded(kernelName, { logits, classes }, { smoothing }) as tf.Scalar;
}

function composed(logits: tf.Tensor2D, classes: tf.Tensor, smoothing: number): tf.Scalar {
  const count = logits.shape[1];
  // As int32 and then cast: TensorFlow.js' WebAssembly writes integers whatever type is asked for.
  const hard = tf.cast(tf.oneHot(tf.cast(classes, 'int32'), count), 'float32');
  const wanted = smoothing === 0 ? hard : tf.add(tf.mul(hard, 1 - smoothing), smoothing / count);
  return tf.neg(tf.mean(tf.sum(tf.mul(wanted, tf.logSoftmax(logits)), -1)));
}

/** The loss and its gradient come from one pass over the logits. */
export function registerCrossEntropy(heap: Heap): void {
  registerEmbeddedKernel(kernelName, (call) => {
    const logits = inputOf(call, 'logits');
    const [rows = 0, columns = 0] = logits.shape;
    const gradient = heap.allocateHidden(rows * columns);
    const loss = heap.kernels.softmaxCrossEntropy(
      heap.address(logits),
      heap.address(inputOf(call, 'classes')),
      heap.address(gradient),
      rows,
      columns,
      Number(call.attributes['smoothing']),
    );
    const output = heap.allocate([]);
    heap.view(output)[0] = loss;
    return [output, gradient];
  });
  registerEmbeddedGradient({
    kernelName,
    inputsToSave: ['logits'],
    outputsToSave: [false, true],
    gradFunc: (dy, saved) => {
      const { shape } = savedTensor(saved, 0);
      const hidden = savedTensor(saved, 1);
      const slope = firstGradient(dy);
      return {
        logits: () => {
          const whole = tf.engine().makeTensorFromTensorInfo(heap.share(hidden, shape));
          return heap.view(slope)[0] === 1 ? whole : tf.mul(whole, slope);
        },
        // Class numbers have no gradient; nobody asks for it.
        classes: () => tf.scalar(0),
      };
    },
  });
}
