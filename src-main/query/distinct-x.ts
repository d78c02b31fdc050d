import type { Range } from './range.ts';

/**
 * The union of a sorted column without duplicates and another column in any order, of which the numbers in the range
 * count; null when it has more than `limit` numbers. Gives `union` itself when nothing was added.
 */
export function uniteX(
  union: Float64Array,
  added: Float64Array,
  { from, to }: Range,
  limit: number,
): Float64Array | null {
  if (isSame(union, added)) return union;
  const more = inOrder(added);
  const united = new Float64Array(Math.min(limit, union.length + more.length));
  let size = 0;
  let before = NaN;
  let here = 0;
  let there = 0;
  while (here < union.length || there < more.length) {
    const left = union[here] ?? Infinity;
    const right = more[there] ?? Infinity;
    const next = Math.min(left, right);
    if (here < union.length && left === next) here++;
    else there++;
    if (next === before || (next !== left && !(next >= from && next <= to))) continue;
    if (size === limit) return null;
    // −0 becomes 0.
    united[size++] = next + 0;
    before = next;
  }
  return size === union.length ? union : united.slice(0, size);
}

/** Where a number stands in a sorted column without duplicates, −1 where it does not. */
export function placeOf(distinct: Float64Array, wanted: number): number {
  let low = 0;
  let high = distinct.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = distinct[middle] ?? 0;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Runs of one spec are measured at the same steps. */
function isSame(one: Float64Array, other: Float64Array): boolean {
  return one.length === other.length && one.every((x, i) => x === other[i]);
}

function inOrder(x: Float64Array): Float64Array {
  for (let i = 1; i < x.length; i++) {
    // Both indices are within the array.
    if ((x[i] as number) < (x[i - 1] as number)) return x.slice().sort();
  }
  return x;
}
