import type { SeriesLine } from '#contract/metric.ts';

type NonFinite = SeriesLine['nonFinite'][number];

export interface NonFiniteList {
  note(x: number, value: number, bucket: number): void;
  /** In the order of x. */
  list(): readonly NonFinite[];
}

/** No more are listed of a line. */
export const longestNonFiniteList = 1000;

/**
 * Collects where values were not finite. Up to 1,000 each of them is listed; when there are more, the first of each
 * kind in each bucket, so that a series that was NaN for long, twice, still shows both.
 */
export function createNonFiniteList(bucketCount: number): NonFiniteList {
  let entries: (NonFinite & { readonly bucket: number })[] = [];
  let seen: Uint8Array | null = null;

  const isNew = (bits: Uint8Array, kind: NonFinite['kind'], bucket: number): boolean => {
    const bit = kind === 'nan' ? 1 : kind === 'inf' ? 2 : 4;
    const before = bits[bucket] ?? 0;
    bits[bucket] = before | bit;
    return (before & bit) === 0;
  };

  return {
    note: (x, value, bucket) => {
      const kind = Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
      if (seen === null && entries.length === longestNonFiniteList) {
        const bits = new Uint8Array(bucketCount);
        entries = entries.filter((entry) => isNew(bits, entry.kind, entry.bucket));
        seen = bits;
      }
      if (seen !== null && !isNew(seen, kind, bucket)) return;
      if (entries.length < longestNonFiniteList) entries.push({ x, kind, bucket });
    },
    list: () => entries.sort((a, b) => a.x - b.x).map(({ x, kind }) => ({ x, kind })),
  };
}
