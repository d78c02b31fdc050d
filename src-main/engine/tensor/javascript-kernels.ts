import * as tf from '@tensorflow/tfjs-core';

/** TensorFlow.js' backend in plain JavaScript, as far as its numbers go. */
interface PlainBackend extends tf.KernelBackend {
  readonly data: { get(id: tf.DataId): { readonly values: Float32Array } };
}

let registered = false;

/** Puts kernels of ours in the place of those of TensorFlow.js' plain JavaScript that a training cannot use as they are. */
export function registerPlainKernels(): void {
  if (registered) return;
  registered = true;
  const theirs = tf.getKernel('MaxPool', 'cpu');
  tf.unregisterKernel('MaxPool', 'cpu');
  tf.registerKernel({
    ...theirs,
    kernelFunc: (call) => {
      // One input gives one output.
      const output = theirs.kernelFunc(call) as tf.TensorInfo;
      const { x } = call.inputs;
      // The kernel is registered for this backend.
      const { data } = call.backend as PlainBackend;
      if (x !== undefined)
        spreadNaN(data.get(x.dataId).values, data.get(output.dataId).values, windowsOf(call));
      return output;
    },
  });
}

type Windows = tf.backend_util.Conv2DInfo;

function windowsOf({ inputs, attrs }: Parameters<tf.KernelFunc>[0]): Windows {
  // As tf.maxPool was called, which takes images of rank 4.
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as tf.MaxPoolAttrs;
  const shape = inputs['x']?.shape as [number, number, number, number];
  return tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

/**
 * Where a window of x [batch, height, width, channels] sees a NaN, its largest number is one, as in PyTorch. Theirs
 * compares, and no comparison with NaN holds, so that a training that has lost its way would go on unseen.
 */
function spreadNaN(x: Float32Array, y: Float32Array, windows: Windows): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth, padInfo } = windows;
  for (const [at, value] of x.entries()) {
    if (!Number.isNaN(value)) continue;
    const channel = at % inChannels;
    const column = Math.floor(at / inChannels) % inWidth;
    const row = Math.floor(at / (inChannels * inWidth)) % inHeight;
    const image = Math.floor(at / (inChannels * inWidth * inHeight));
    const rows = placesThatSee(row + padInfo.top, windows.effectiveFilterHeight, strideHeight, outHeight);
    const columns = placesThatSee(column + padInfo.left, windows.effectiveFilterWidth, strideWidth, outWidth);
    for (let outRow = rows.first; outRow <= rows.last; outRow++) {
      for (let outColumn = columns.first; outColumn <= columns.last; outColumn++) {
        y[((image * outHeight + outRow) * outWidth + outColumn) * inChannels + channel] = Number.NaN;
      }
    }
  }
}

/** Windows along a side that reach over a place: those that begin at most `size` − 1 before it. */
function placesThatSee(place: number, size: number, stride: number, count: number) {
  return {
    first: Math.max(0, Math.ceil((place - size + 1) / stride)),
    last: Math.min(count - 1, Math.floor(place / stride)),
  };
}
