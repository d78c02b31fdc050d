/** An axis of parallel coordinates: where each value of it stands, from 0 (below) to 1. */
export interface ParallelAxis {
  readonly name: string;
  readonly label: string;
  /** Marks with their places. */
  readonly ticks: readonly { readonly share: number; readonly text: string }[];
  /** Null where a trial has no such value. */
  placeOf(value: unknown): number | null;
}

/** An axis of numbers. `log` needs numbers above zero. */
export function numberAxis(
  name: string,
  label: string,
  values: readonly number[],
  log: boolean,
  format: (value: number) => string,
): ParallelAxis {
  const finite = values.filter((value) => Number.isFinite(value) && (!log || value > 0));
  const scale = (value: number): number => (log ? Math.log(value) : value);
  const low = finite.length === 0 ? 0 : Math.min(...finite.map(scale));
  const high = finite.length === 0 ? 1 : Math.max(...finite.map(scale));
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
