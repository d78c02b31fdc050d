import type { Range } from './range.ts';

/**
 * The union of a sorted column without duplicates and another column in any order, of which the numbers from `from` to
 * `to` count; null when it has more than `limit` numbers. Gives `union` itself when nothing was added.
 */
export function uniteX(
  union: Float64Array,
  added: Float64Array,
  { from, to }: Range,
  limit: number,
): Float64Array | null {
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
    united[size++] = next;
    before = next;
  }
  return size === union.length ? union : united.slice(0, size);
}

function inOrder(x: Float64Array): Float64Array {
  for (let i = 1; i < x.length; i++) {
    // Both indices are within the array.
    if ((x[i] as number) < (x[i - 1] as number)) return x.slice().sort();
  }
  return x;
}
