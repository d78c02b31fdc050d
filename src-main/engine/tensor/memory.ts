import * as tf from '@tensorflow/tfjs-core';
import { currentHeap } from './embedded/heap.ts';

/**
 * Bytes that this thread holds: its JavaScript heap, what lies outside of it, and the numbers of its engine. A
 * process tells only what all of its threads hold together.
 */
export function threadMemoryBytes(): number {
  // Of memoryUsage() these two are of the thread that asks.
  const { heapTotal, external } = process.memoryUsage();
  return heapTotal + external + (currentHeap()?.sizeBytes() ?? tf.memory().numBytes);
}
