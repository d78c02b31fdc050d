import type { Range } from './range.ts';

/**
 * The buckets of x that all lines of an answer share. Bucket i holds the x from `x[i]` to below `x[i + 1]`; the last
 * one ends at `end`.
 */
export interface SeriesGrid {
  readonly x: Float64Array;
  /** A power of two. */
  readonly bucketWidth: number;
  readonly end: number;
  /** The bucket of an x, or −1 where there is none. */
  indexOf(x: number): number;
}

/**
 * Buckets that cover `data`, as wide as the smallest power of two by which `asked` makes at most `width` of them, each
 * at a whole multiple of it. While points arrive the width doubles now and then and stays the same in between, so that
 * no earlier bucket changes; and where it doubles, two old buckets make exactly one new one. Powers of two also make
 * every edge and every index exact in floating point. `data` lies within `asked`.
 */
export function bucketGrid(data: Range, asked: Range, width: number): SeriesGrid {
  const bucketWidth = bucketWidthFor(asked, width);
  const first = Math.floor(data.from / bucketWidth);
  const count = Math.floor(data.to / bucketWidth) - first + 1;
  const x = new Float64Array(count);
  for (let i = 0; i < count; i++) x[i] = (first + i) * bucketWidth;
  return {
    x,
    bucketWidth,
    end: (first + count) * bucketWidth,
    indexOf: (wanted) => {
      const index = Math.floor(wanted / bucketWidth) - first;
      return index >= 0 && index < count ? index : -1;
    },
  };
}

/** For a width of 1 there are still two buckets where 0 lies between both ends. */
function bucketWidthFor({ from, to }: Range, width: number): number {
  const span = to / width - from / width;
  let exponent = Math.max(-1022, Math.min(1023, Math.ceil(Math.log2(span)) - 1));
  const fits = (bucketWidth: number): boolean =>
    Math.floor(to / bucketWidth) - Math.floor(from / bucketWidth) < width;
  // Once is mostly enough; more often where the ends lie on two sides of a large multiple.
  while (exponent < 1023 && !fits(2 ** exponent)) exponent++;
  return 2 ** exponent;
}
