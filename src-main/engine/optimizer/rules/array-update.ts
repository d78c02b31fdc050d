/** Double precision for small models; single, on the engine's own memory, for large ones. */
export type Numbers = Float64Array | Float32Array;

/** What the update of one weight array takes. Weights and slots change in place; `gradients` is overwritten. */
export interface ArrayUpdate {
  readonly weights: Numbers;
  readonly gradients: Numbers;
  /** What the optimizer keeps for this array, in the order of `slotsOf`. */
  readonly slots: readonly Numbers[];
  readonly shape: readonly number[];
  readonly learningRate: number;
  /** Counts from 1; bias corrections are computed from it, so that there is no accumulator to lose on resume. */
  readonly step: number;
  /** False for what weight decay leaves alone. */
  readonly decays: boolean;
}

export function slot(update: ArrayUpdate, index: number): Numbers {
  const array = update.slots[index];
  if (array === undefined) throw new Error(`the optimizer lacks its slot ${index}`);
  return array;
}

export function at(array: Numbers, index: number): number {
  return array[index] ?? Number.NaN;
}

/** √(Σ x²). */
export function normOf(array: Numbers): number {
  let squares = 0;
  for (let i = 0; i < array.length; i++) squares += at(array, i) * at(array, i);
  return Math.sqrt(squares);
}
