import type { SeriesBatch } from '#contract/training-event.ts';

/** Points `first` to `first + count` of a metric that is known beforehand, with every kind of number in it. */
export function logged(key: string, first: number, count: number): SeriesBatch {
  const index = Float64Array.from({ length: count }, (_, i) => first + i);
  return {
    key,
    steps: index.map((i) => i + 1),
    times: index.map((i) => 1_700_000_000_000 + Math.floor(i / 3)),
    values: index.map((i) => valueAt(key, i)),
  };
}

function valueAt(key: string, i: number): number {
  switch (i % 1000) {
    case 7:
      return NaN;
    case 8:
      return -Infinity;
    case 9:
      return -0;
    default:
      return Math.sin(i * key.length);
  }
}
