import type { RandomStream } from '../../base/random.ts';
import type { BinnedAxis } from './bins.ts';

/** A part of the space with one prediction: for each axis a mask of the bins that it takes. */
export interface Leaf {
  readonly masks: Uint32Array;
  readonly value: number;
}

/** Rows that a leaf has at least. */
const leastRows = 2;

/**
 * A regression tree (Breiman et al. 1984) on rows drawn with replacement, all axes looked at in every split. `columns`
 * are bins; of choices without an order any set may be split off, found in the order of their means (Fisher 1958).
 */
export function growTree(
  axes: readonly BinnedAxis[],
  columns: readonly Uint8Array[],
  values: Float64Array,
  random: RandomStream,
): readonly Leaf[] {
  const rows = Uint32Array.from(values, () => random.integer(values.length));
  const leaves: Leaf[] = [];
  const whole = Uint32Array.from(axes, ({ bins }) => 2 ** bins - 1);
  const counts = new Float64Array(32);
  const sums = new Float64Array(32);

  const grow = (from: number, to: number, masks: Uint32Array): void => {
    let total = 0;
    for (let i = from; i < to; i++) total += values[rows[i] ?? 0] ?? 0;
    const split = to - from >= 2 * leastRows ? bestSplit(from, to, total, masks) : null;
    if (split === null) {
      leaves.push({ masks, value: total / (to - from) });
      return;
    }
    const column = columns[split.axis] ?? new Uint8Array(0);
    let middle = from;
    for (let i = from; i < to; i++) {
      const row = rows[i] ?? 0;
      if (((split.left >>> (column[row] ?? 0)) & 1) === 0) continue;
      rows[i] = rows[middle] ?? 0;
      rows[middle++] = row;
    }
    const left = Uint32Array.from(masks);
    left[split.axis] = ((masks[split.axis] ?? 0) & split.left) >>> 0;
    const right = Uint32Array.from(masks);
    right[split.axis] = ((masks[split.axis] ?? 0) & ~split.left) >>> 0;
    grow(from, middle, left);
    grow(middle, to, right);
  };

  const bestSplit = (from: number, to: number, total: number, masks: Uint32Array) => {
    const rowCount = to - from;
    // What is gained has to be more than rounding.
    let best = (total * total) / rowCount + 1e-12 * Math.abs(total * total);
    let found: { readonly axis: number; readonly left: number } | null = null;
    for (const [index, axis] of axes.entries()) {
      const column = columns[index];
      if (column === undefined) continue;
      counts.fill(0, 0, axis.bins);
      sums.fill(0, 0, axis.bins);
      for (let i = from; i < to; i++) {
        const row = rows[i] ?? 0;
        const bin = column[row] ?? 0;
        counts[bin] = (counts[bin] ?? 0) + 1;
        sums[bin] = (sums[bin] ?? 0) + (values[row] ?? 0);
      }
      const order = axis.unordered ? byMean(axis.bins, counts, sums) : null;
      let [leftCount, leftSum, left] = [0, 0, 0];
      const steps = order?.length ?? axis.bins;
      for (let place = 0; place < steps - 1; place++) {
        const bin = order?.[place] ?? place;
        left |= 1 << bin;
        const count = counts[bin] ?? 0;
        if (count === 0) continue;
        leftCount += count;
        leftSum += sums[bin] ?? 0;
        const rightCount = rowCount - leftCount;
        if (leftCount < leastRows || rightCount < leastRows) continue;
        const gain = leftSum ** 2 / leftCount + (total - leftSum) ** 2 / rightCount;
        if (gain <= best) continue;
        best = gain;
        found = { axis: index, left: (left & (masks[index] ?? 0)) >>> 0 };
      }
    }
    return found;
  };

  grow(0, rows.length, whole);
  return leaves;
}

/** Bins that have rows, by their mean. */
function byMean(bins: number, counts: Float64Array, sums: Float64Array): readonly number[] {
  const mean = (bin: number): number => (sums[bin] ?? 0) / (counts[bin] ?? 1);
  return Array.from({ length: bins }, (_, bin) => bin)
    .filter((bin) => (counts[bin] ?? 0) > 0)
    .sort((a, b) => mean(a) - mean(b) || a - b);
}
