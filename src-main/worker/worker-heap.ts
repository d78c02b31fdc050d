import type { ResourceLimits } from 'node:worker_threads';
import { setFlagsFromString } from 'node:v8';

/**
 * V8 lets the space for new objects grow to 128 MB in a thread that makes as many short-lived ones as a training does,
 * and goes through it no faster than through this.
 */
const youngMb = 16;

let told = false;

/** The limits of a worker's JavaScript heap. */
export function heapLimits(oldMb: number | undefined): ResourceLimits {
  keepNewObjectsYoung();
  return {
    maxYoungGenerationSizeMb: youngMb,
    ...(oldMb === undefined ? {} : { maxOldGenerationSizeMb: oldMb }),
  };
}

/**
 * V8 puts objects of places in the code that seemed to make lasting ones among the old objects at once. Tensors last
 * for one step, which seems long to it, so that a training's memory grew by some 16 MB every thousand steps until the
 * next full collection. Flags are of the whole process; Electron fixes its own when it starts.
 */
function keepNewObjectsYoung(): void {
  if (told || 'electron' in process.versions) return;
  told = true;
  setFlagsFromString('--no-allocation-site-pretenuring');
}
