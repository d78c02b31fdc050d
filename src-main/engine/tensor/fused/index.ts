import type { Heap } from '../embedded/heap.ts';
import { registerAttention } from './attention.ts';
import { registerFusedConvolution } from './convolution.ts';
import { registerCrossEntropy } from './cross-entropy.ts';
import { registerDense } from './dense.ts';
import { registerDropout } from './dropout.ts';
import { registerLayerNorm } from './layer-norm.ts';

/** Operations that are one pass on the embedded engine, forward and backward. */
export function registerFusedKernels(heap: Heap): void {
  registerDense(heap);
  registerFusedConvolution(heap);
  registerLayerNorm(heap);
  registerAttention(heap);
  registerCrossEntropy(heap);
  registerDropout(heap);
}
