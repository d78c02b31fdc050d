import type { Heap } from './heap.ts';
import { inputOf, registerEmbeddedKernel } from './register.ts';

/** The gradient of taking rows by their numbers: rows that were taken more than once add up. */
export function registerSegmentSum(heap: Heap): void {
  registerEmbeddedKernel('UnsortedSegmentSum', (call) => {
    const x = inputOf(call, 'x');
    const ids = inputOf(call, 'segmentIds');
    const segments = Number(call.attributes['numSegments']);
    const row = x.shape.slice(1);
    const output = heap.allocate([segments, ...row]);
    heap.kernels.sumSegments(
      heap.address(x),
      heap.address(ids),
      heap.address(output),
      x.shape[0] ?? 0,
      row.reduce((size, side) => size * side, 1),
      segments,
    );
    return output;
  });
}
