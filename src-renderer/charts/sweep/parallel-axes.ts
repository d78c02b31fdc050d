/** An axis of parallel coordinates: where each value of it stands, from 0 (below) to 1. */
export interface ParallelAxis {
  readonly name: string;
  readonly label: string;
  /** Marks with their places. */
  readonly ticks: readonly { readonly share: number; readonly text: string }[];
  /** Null where a trial has no such value. */
  readonly placeOf: (value: unknown) => number | null;
}

/** An axis of numbers. `log` needs numbers above zero. */
export function numberAxis(
  name: string,
  label: string,
  values: readonly number[],
  log: boolean,
  format: (value: number) => string,
): ParallelAxis {
  const scale = (value: number): number => (log ? Math.log(value) : value);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value) || (log && value <= 0)) continue;
    low = Math.min(low, scale(value));
    high = Math.max(high, scale(value));
  }
  if (low > high) [low, high] = [0, 1];
  const span = high - low || 1;
  const back = (share: number): number => {
    const at = low + share * span;
    return log ? Math.exp(at) : at;
  };
  return {
    name,
    label,
    ticks: [0, 0.5, 1].map((share) => ({ share, text: format(back(share)) })),
    placeOf: (value) => {
      if (typeof value !== 'number' || !Number.isFinite(value) || (log && value <= 0)) return null;
      return high === low ? 0.5 : (scale(value) - low) / span;
    },
  };
}

/** An axis of words, one above the other. */
export function choiceAxis(name: string, label: string, choices: readonly unknown[]): ParallelAxis {
  const places = new Map(
    choices.map((choice, i) => [choice, choices.length === 1 ? 0.5 : i / (choices.length - 1)]),
  );
  return {
    name,
    label,
    ticks: choices.map((choice) => ({ share: places.get(choice) ?? 0, text: String(choice) })),
    placeOf: (value) => places.get(value) ?? null,
  };
}
