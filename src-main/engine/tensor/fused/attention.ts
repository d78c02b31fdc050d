import * as tf from '@tensorflow/tfjs-core';
import { currentHeap, type Heap } from '../embedded/heap.ts';
import {
  inputOf,
  registerEmbeddedGradient,
  registerEmbeddedKernel,
  runEmbedded,
} from '../embedded/register.ts';
import { firstGradient, savedTensor } from '../gradients/define.ts';

const kernelName = 'DescentAttention';

export interface AttentionShape {
  readonly batch: number;
  readonly time: number;
  readonly heads: number;
  /** Width of one head. */
  readonly size: number;
}

/**
 * softmax(q · kᵀ / √size) · v in every head, where no position sees a later one (Vaswani et al. 2017). `projected`
 * [batch · time, 3 · heads · size] holds queries, keys and values side by side; gives [batch · time, heads · size].
 */
export function causalAttention(projected: tf.Tensor, shape: AttentionShape): tf.Tensor {
  return attention(projected, shape, true);
}

/** The same where every position sees all. */
export function fullAttention(projected: tf.Tensor, shape: AttentionShape): tf.Tensor {
  return attention(projected, shape, false);
}

function attention(projected: tf.Tensor, shape: AttentionShape, causal: boolean): tf.Tensor {
  if (currentHeap() === null) return composed(projected, shape, causal);
  const { batch, time, heads, size } = shape;
  return runEmbedded(kernelName, { projected }, { batch, time, heads, size, causal: causal ? 1 : 0 });
}

function composed(
  projected: tf.Tensor,
  { batch, time, heads, size }: AttentionShape,
  causal: boolean,
): tf.Tensor {
  const [q, k, v] = tf
    .split(projected, 3, 1)
    .map((part) => tf.transpose(tf.reshape(part, [batch, time, heads, size]), [0, 2, 1, 3]));
  if (q === undefined || k === undefined || v === undefined) throw new Error('split gave fewer parts');
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size)); // [batch, heads, time, time]
  const seen = tf.softmax(causal ? tf.add(scores, causalMask(time)) : scores);
  return tf.reshape(tf.transpose(tf.matMul(seen, v), [0, 2, 1, 3]), [batch * time, heads * size]);
}

/** 0 where a position may look, −10⁹ above the diagonal. */
function causalMask(time: number): tf.Tensor2D {
  const mask = new Float32Array(time * time);
  for (let row = 0; row < time; row++) mask.fill(-1e9, row * time + row + 1, (row + 1) * time);
  return tf.tensor2d(mask, [time, time]);
}

export function registerAttention(heap: Heap): void {
  registerEmbeddedKernel(kernelName, (call) => {
    const { batch, time, heads, size } = shapeOf(call.attributes);
    const projected = inputOf(call, 'projected');
    const mixed = heap.allocate([batch * time, heads * size]);
    const shares = heap.allocateHidden(batch * heads * time * time);
    const { kernels } = heap;
    const workspace = heap.workspace(kernels.attentionWorkspaceBytes(time));
    kernels.attend(
      heap.address(projected),
      heap.address(shares),
      heap.address(mixed),
      batch,
      time,
      heads,
      size,
      1 / Math.sqrt(size),
      call.attributes['causal'] === 1,
      workspace,
    );
    return [mixed, shares];
  });
  registerEmbeddedGradient({
    kernelName,
    inputsToSave: ['projected'],
    outputsToSave: [false, true],
    gradFunc: (dys, saved, attributes) => ({
      projected: () => {
        const dy = firstGradient(dys);
        const projected = savedTensor(saved, 0);
        const { batch, time, heads, size } = shapeOf(attributes);
        const gradient = heap.allocate(projected.shape);
        const { kernels } = heap;
        const workspace = heap.workspace(kernels.attentionWorkspaceBytes(time));
        kernels.attendGradient(
          heap.address(projected),
          heap.address(savedTensor(saved, 1)),
          heap.address(dy),
          heap.address(gradient),
          batch,
          time,
          heads,
          size,
          1 / Math.sqrt(size),
          attributes['causal'] === 1,
          workspace,
        );
        return tf.engine().makeTensorFromTensorInfo(gradient);
      },
    }),
  });
}

function shapeOf(attributes: object): AttentionShape {
  // `causalAttention` calls the kernel with exactly these.
  return attributes as AttentionShape;
}
