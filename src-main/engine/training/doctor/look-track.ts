import { medianOf } from './median.ts';

/** A weight array that is looked at, in the order of the model. */
export interface WatchedArray {
  /** Its layer: `dense1` of `dense1/weights`. */
  readonly layer: string;
  /** Place among the arrays that the optimizer moves. */
  readonly place: number;
  readonly size: number;
  /** Part of what goes back through the layers one after the other; a table of ids or positions is not. */
  readonly inDepth: boolean;
  /** Begins at zero, so that any step is a large one at first. */
  readonly startsAtZero: boolean;
  /** How many of its numbers show how far an update moves it. */
  readonly watched: number;
}

/** What the last looks showed of gradients and updates; NaN before there was one. */
export interface LookVitals {
  readonly count: number;
  readonly arrays: readonly WatchedArray[];
  /** Norm of all gradients before clipping: the largest of the last three looks, and the median of the first three. */
  readonly norm: number;
  readonly firstNorm: number;
  /**
   * Root mean square of the gradients of every array, and how far an update moves it, as a share of the largest size
   * that it has had: medians of the last looks. Weights that come to lie near zero make no large share of any move.
   */
  readonly gradients: readonly number[];
  readonly changes: readonly number[];
  /**
   * Σ ‖gradient‖ · ‖weights‖ over the arrays: to first order, how far the loss would fall at most, were all weights
   * moved by their own size. At the floor of a loss it is next to nothing.
   */
  readonly reach: number;
  /** How far the first update moved any array that does not begin at zero, as a share of its size, for a rate of 1. */
  readonly firstChangeOfRate: number;
  /** The last look that showed a usual norm. */
  readonly calmStep: number;
  /** Share of a step that went into making its batch, and milliseconds of it; not kept in checkpoints. */
  readonly waiting: { readonly share: number; readonly ms: number } | null;
}

/** One look: sums of squares and ratios, array by array. */
export interface LookFigures {
  readonly step: number;
  /** Learning rate of the update. */
  readonly rate: number;
  /** Of all gradients, those of biases and gains among them. */
  readonly norm: number;
  readonly gradients: readonly number[];
  /** ‖change‖ and ‖weights‖, of the same numbers. */
  readonly moves: readonly number[];
  readonly sizes: readonly number[];
  readonly batchMs: number;
  readonly stepMs: number;
}

export interface LookTrack {
  readonly count: number;
  add(figures: LookFigures): void;
  read(): LookVitals;
  save(): readonly number[];
  /** What is kept beside them; nothing before the first look. */
  saveFirst(): readonly number[];
}

/** As many looks as their medians are of. */
const remembered = 7;
/** The norms of so many looks are what is usual: it is said of no fewer, so that it is one number from then on. */
export const firstLooks = 3;
const latest = 3;
const usual = 10;

export function openLookTrack(
  arrays: readonly WatchedArray[],
  saved: ArrayLike<number> | null,
  savedFirst: ArrayLike<number> | null,
): LookTrack {
  const numbers = Array.from(saved ?? []);
  const width = 1 + 2 * arrays.length;
  let [count = 0, calmStep = 0] = numbers;
  const firstCount = numbers[2] ?? 0;
  // Trainings of before kept more of them.
  let firstNorms = numbers.slice(3, 3 + Math.min(firstLooks, firstCount));
  let firstChangeOfRate = savedFirst?.[0] ?? Number.NaN;
  const rest = numbers.slice(3 + firstCount);
  let largest: readonly number[] = arrays.map((_, at) => rest[at] ?? 0);
  let looks = rowsOf(rest.slice(arrays.length), width);
  let waits: { readonly share: number; readonly ms: number }[] = [];
  const column = (at: number): number => medianOf(looks.map((look) => look[at] ?? Number.NaN));
  return {
    get count() {
      return count;
    },
    add: ({ step, norm, gradients, moves, sizes, batchMs, stepMs, rate }) => {
      if (count === 0) firstChangeOfRate = changeOfRate(arrays, moves, sizes, rate);
      count++;
      largest = largest.map((size, at) => Math.max(size, sizes[at] ?? 0));
      const changes = moves.map((move, at) => (move === 0 ? 0 : move / (largest[at] ?? 0)));
      looks = [...looks.slice(1 - remembered), [norm, ...gradients, ...changes]];
      if (firstNorms.length < firstLooks) firstNorms = [...firstNorms, norm];
      if (norm <= usual * medianOf(firstNorms)) calmStep = step;
      const wait = { share: stepMs > 0 ? batchMs / stepMs : 0, ms: batchMs };
      waits = [...waits.slice(1 - remembered), wait];
    },
    read: () => ({
      count,
      arrays,
      norm: count === 0 ? Number.NaN : Math.max(...looks.slice(-latest).map(([norm = Number.NaN]) => norm)),
      firstNorm: medianOf(firstNorms),
      gradients: arrays.map((_, index) => column(1 + index)),
      changes: arrays.map((_, index) => column(1 + arrays.length + index)),
      reach: arrays.reduce(
        (sum, { size, watched }, at) =>
          sum + column(1 + at) * Math.sqrt(size) * (largest[at] ?? 0) * Math.sqrt(size / watched),
        0,
      ),
      firstChangeOfRate,
      calmStep,
      waiting:
        waits.length < remembered
          ? null
          : { share: medianOf(waits.map(({ share }) => share)), ms: medianOf(waits.map(({ ms }) => ms)) },
    }),
    save: () => [count, calmStep, firstNorms.length, ...firstNorms, ...largest, ...looks.flat()],
    saveFirst: () => (Number.isNaN(firstChangeOfRate) ? [] : [firstChangeOfRate]),
  };
}

function changeOfRate(
  arrays: readonly WatchedArray[],
  moves: readonly number[],
  sizes: readonly number[],
  rate: number,
): number {
  const changes = arrays.map(({ startsAtZero }, at) => {
    const size = sizes[at] ?? 0;
    return startsAtZero || size === 0 ? 0 : (moves[at] ?? 0) / size;
  });
  return rate > 0 ? Math.max(0, ...changes) / rate : Number.NaN;
}

/** Numbers row after row, cut into rows again. */
export function rowsOf(numbers: readonly number[], width: number): (readonly number[])[] {
  return Array.from({ length: Math.floor(numbers.length / width) }, (_, row) =>
    numbers.slice(row * width, (row + 1) * width),
  );
}
