import { stream } from '../../base/random.ts';

export interface Split {
  /** Row numbers, ascending. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Holds out `share` of the rows for validation. `random` draws them, `ordered` takes the end, `stratified` draws
 * from every class by its share, so that the total is round(rows · share) and no class is off by more than one row
 * (largest remainders). `rows` are the usable row numbers; `classes` gives the class of each, for `stratified`.
 * The same seed gives the same split.
 */
export function splitRows(
  rows: ArrayLike<number>,
  kind: 'random' | 'stratified' | 'ordered',
  share: number,
  seed: number,
  classes?: ArrayLike<number>,
): Split {
  const heldOut = new Uint8Array(rows.length);
  const total = Math.round(rows.length * share);
  if (kind === 'ordered') heldOut.fill(1, rows.length - total);
  else if (kind === 'stratified' && classes !== undefined) holdOutByClass(heldOut, classes, total, seed);
  else {
    const order = stream(seed, 'split').permutation(rows.length);
    for (const position of order.subarray(0, total)) heldOut[position] = 1;
  }
  return partedBy(rows, (position) => heldOut[position] === 1);
}

/** Holds out the rows of which `isHeldOut` says so. */
export function splitWhere(rows: ArrayLike<number>, isHeldOut: (row: number) => boolean): Split {
  return partedBy(rows, (position) => isHeldOut(rows[position] ?? 0));
}

/**
 * The `fold`-th of `folds` parts is held out; the parts are disjoint, together all rows, and of sizes that differ by
 * at most one. With `classes`, so do the rows of every class.
 */
export function foldOf(
  rows: ArrayLike<number>,
  folds: number,
  fold: number,
  seed: number,
  classes?: ArrayLike<number>,
): Split {
  const parts = new Int32Array(rows.length);
  // Classes are dealt one after the other, each from where the last one ended.
  let dealt = 0;
  for (const { of, positions } of membersOf(rows.length, classes)) {
    const order = stream(seed, 'split', 'fold', of).permutation(positions.length);
    for (const index of order) parts[positions[index] ?? 0] = dealt++ % folds;
  }
  return partedBy(rows, (position) => parts[position] === fold);
}

/**
 * Whole groups are held out. By share: groups in random order, each taken while that brings the held-out rows nearer
 * to the share, at least one and never all. By folds: the largest group first, each to the part with the fewest rows.
 */
export function splitByGroup(
  rows: ArrayLike<number>,
  groups: Int32Array,
  groupCount: number,
  share: number,
  seed: number,
  folds?: number,
  fold = 0,
): Split {
  const sizes = new Int32Array(groupCount);
  for (const group of groups) sizes[group] = (sizes[group] ?? 0) + 1;
  const order = stream(seed, 'split', 'group').permutation(groupCount);
  const heldOut = new Uint8Array(groupCount);
  if (folds === undefined) takeGroups(heldOut, sizes, order, share * rows.length);
  else {
    const partOf = dealGroups(sizes, order, folds);
    for (let group = 0; group < groupCount; group++) heldOut[group] = partOf[group] === fold ? 1 : 0;
  }
  return partedBy(rows, (position) => heldOut[groups[position] ?? 0] === 1);
}

function takeGroups(heldOut: Uint8Array, sizes: Int32Array, order: Uint32Array, wanted: number): void {
  if (wanted === 0) return;
  let taken = 0;
  let count = 0;
  for (const group of order) {
    const size = sizes[group] ?? 0;
    const nearer = Math.abs(taken + size - wanted) < Math.abs(taken - wanted);
    if (!nearer || count === sizes.length - 1) continue;
    heldOut[group] = 1;
    taken += size;
    count++;
  }
  if (count > 0) return;
  // Every group is larger than twice the share: the smallest comes nearest.
  const smallest = order.reduce((best, group) => ((sizes[group] ?? 0) < (sizes[best] ?? 0) ? group : best));
  heldOut[smallest] = 1;
}

function dealGroups(sizes: Int32Array, order: Uint32Array, folds: number): Int32Array {
  const partOf = new Int32Array(sizes.length);
  const filled = new Float64Array(folds);
  for (const group of [...order].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0))) {
    const part = filled.indexOf(Math.min(...filled));
    partOf[group] = part;
    filled[part] = (filled[part] ?? 0) + (sizes[group] ?? 0);
  }
  return partOf;
}

/**
 * Holds out the latest rows by `times`, about `share` of them: the cut lies between two different times, so that what
 * happened at once stays together. Rows without a time are trained on.
 */
export function splitByOrder(rows: ArrayLike<number>, times: Float64Array, share: number): Split {
  const sorted = times.filter((time) => !Number.isNaN(time)).sort();
  const wanted = Math.round(rows.length * share);
  if (wanted === 0 || sorted.length === 0) return partedBy(rows, () => false);
  const cut = sorted[Math.max(0, sorted.length - wanted)] ?? Number.NaN;
  const from = sorted.indexOf(cut);
  const after = sorted.findIndex((time) => time > cut);
  const held = sorted.length - from;
  const heldAfter = after === -1 ? 0 : sorted.length - after;
  // Nearer of the two cuts, but never all rows, and some wherever there are two times.
  const useAfter = heldAfter > 0 && (from === 0 || Math.abs(heldAfter - wanted) < Math.abs(held - wanted));
  const begin = useAfter ? (sorted[after] ?? Number.NaN) : cut;
  if (!useAfter && from === 0) return partedBy(rows, () => false);
  return partedBy(rows, (position) => (times[position] ?? Number.NaN) >= begin);
}

function partedBy(rows: ArrayLike<number>, isHeldOut: (position: number) => boolean): Split {
  const train: number[] = [];
  const validation: number[] = [];
  for (let position = 0; position < rows.length; position++) {
    (isHeldOut(position) ? validation : train).push(rows[position] ?? 0);
  }
  return { train: Uint32Array.from(train), validation: Uint32Array.from(validation) };
}

/** Positions by class, classes in their order; one class of all positions without any. */
function membersOf(count: number, classes: ArrayLike<number> | undefined) {
  const members = new Map<number, number[]>();
  for (let position = 0; position < count; position++) {
    const of = classes?.[position] ?? 0;
    const list = members.get(of);
    if (list === undefined) members.set(of, [position]);
    else list.push(position);
  }
  return [...members.entries()].sort(([a], [b]) => a - b).map(([of, positions]) => ({ of, positions }));
}

function holdOutByClass(heldOut: Uint8Array, classes: ArrayLike<number>, total: number, seed: number): void {
  const share = total / classes.length;
  const groups = membersOf(classes.length, classes).map(({ of, positions }) => ({
    of,
    positions,
    exact: positions.length * share,
  }));
  const byRemainder = [...groups].sort(
    (a, b) => b.exact - Math.floor(b.exact) - (a.exact - Math.floor(a.exact)) || a.of - b.of,
  );
  let left = total - groups.reduce((sum, group) => sum + Math.floor(group.exact), 0);
  const quota = new Map<number, number>();
  for (const group of byRemainder) quota.set(group.of, Math.floor(group.exact) + (left-- > 0 ? 1 : 0));
  for (const { of, positions } of groups) {
    const order = stream(seed, 'split', 'class', of).permutation(positions.length);
    for (const index of order.subarray(0, quota.get(of) ?? 0)) heldOut[positions[index] ?? 0] = 1;
  }
}
