import * as tf from '@tensorflow/tfjs-core';
import { firstGradient, savedTensor } from '../gradients/define.ts';
import { defineNativeOperation, runNative } from './define.ts';
import type { NativeLibrary } from './library.ts';

const kernelName = 'TensorFlowSoftmaxCrossEntropy';

/**
 * Mean over rows of the cross-entropy of softmax(logits [rows, classes]) against int32 class numbers [rows]. Throws
 * where a number is none of the classes.
 */
export function crossEntropyOnTensorFlow(
  library: NativeLibrary,
  logits: tf.Tensor2D,
  classes: tf.Tensor,
): tf.Scalar {
  defineCrossEntropy(library);
  // A mean over all rows.
  return runNative(kernelName, { logits, classes }) as tf.Scalar;
}

function defineCrossEntropy(library: NativeLibrary): void {
  const attributes = [library.type('T'), library.type('Tlabels', 'int32')];
  defineNativeOperation(kernelName, {
    inputs: ['logits', 'classes'],
    compute: (inputs) => {
      const [losses, slopes] = library.run('SparseSoftmaxCrossEntropyWithLogits', attributes, inputs, 2);
      if (losses === undefined || slopes === undefined) throw new Error(`${kernelName} lacks an output`);
      const mean = tf.mean(losses);
      losses.dispose();
      return [mean, slopes];
    },
    inputsToSave: [],
    outputsToSave: [false, true],
    gradient: (dys, saved) => {
      const slopes = savedTensor(saved, 0);
      return {
        logits: () => tf.mul(slopes, tf.div(firstGradient(dys), slopes.shape[0] ?? 1)),
        // Class numbers have no gradient; nobody asks for it.
        classes: () => tf.scalar(0),
      };
    },
  });
}
