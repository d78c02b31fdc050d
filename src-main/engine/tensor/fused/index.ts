import type { Heap } from '../embedded/heap.ts';
import { registerActivation } from './activation-layer.ts';
import { registerAttention } from './attention.ts';
import { registerBatchNorm } from './batch-norm.ts';
import { registerFusedConvolution } from './convolution.ts';
import { registerCrossEntropy } from './cross-entropy.ts';
import { registerDense } from './dense.ts';
import { registerDepthwise } from './depthwise.ts';
import { registerDropout } from './dropout.ts';
import { registerGroupNorm } from './group-norm.ts';
import { registerLayerNorm } from './layer-norm.ts';
import { registerRecurrent } from './recurrent.ts';

/** Operations that are one pass on the embedded engine, forward and backward. */
export function registerFusedKernels(heap: Heap): void {
  registerDense(heap);
  registerFusedConvolution(heap);
  registerLayerNorm(heap);
  registerAttention(heap);
  registerCrossEntropy(heap);
  registerDropout(heap);
  registerBatchNorm(heap);
  registerGroupNorm(heap);
  registerDepthwise(heap);
  registerActivation(heap);
  registerRecurrent(heap);
}
