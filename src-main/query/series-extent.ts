import type { Range } from './range.ts';
import type { Series } from './series-chunks.ts';

/** Extent of the points whose x lies in the range, which may come in any order; null where none does. */
export function uncertainOrderExtent(
  { x, values }: { readonly x: Float64Array; readonly values: Float64Array },
  range: Range,
): Series['extent'] {
  let [from, to, min, max] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    // Both are within their columns, which are of one length.
    const at = x[i] as number;
    const value = values[i] as number;
    if (!(at >= range.from && at <= range.to)) continue;
    if (at < from) from = at;
    if (at > to) to = at;
    if (value - value !== 0) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (from > to) return null;
  return { from, to, min: min > max ? null : min, max: min > max ? null : max };
}
