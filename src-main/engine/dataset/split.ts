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
  const train: number[] = [];
  const validation: number[] = [];
  for (let position = 0; position < rows.length; position++) {
    (heldOut[position] === 1 ? validation : train).push(rows[position] ?? 0);
  }
  return { train: Uint32Array.from(train), validation: Uint32Array.from(validation) };
}

function holdOutByClass(heldOut: Uint8Array, classes: ArrayLike<number>, total: number, seed: number): void {
  const members = new Map<number, number[]>();
  for (let position = 0; position < classes.length; position++) {
    const of = classes[position] ?? 0;
    const list = members.get(of);
    if (list === undefined) members.set(of, [position]);
    else list.push(position);
  }
  const share = total / classes.length;
  const groups = [...members.entries()]
    .sort(([a], [b]) => a - b)
    .map(([of, positions]) => ({ of, positions, exact: positions.length * share }));
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
