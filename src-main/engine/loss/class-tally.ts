import { topOf, type ClassMetric, type TextMetric } from '#contract/training.ts';
import { confusionMetric } from './confusion.ts';
import type { Metrics } from './metrics.ts';
import { tallyProbabilities } from './probability-tally.ts';
import { tallyScores } from './score-tally.ts';

/** Measures predicted classes over any number of batches. */
export interface ClassTally {
  /** Logits [rows · classes] row after row, and the class number of each row. */
  add(logits: ArrayLike<number>, classes: ArrayLike<number>): void;
  metrics(): Metrics;
  /** Rows are true classes, columns predicted ones; null where classes are too many to be held against each other. */
  confusion(): number[][] | null;
}

export interface ClassTallyOptions {
  readonly keepConfusion?: boolean;
  /** Number of the class that precision, recall, F1 and the areas are of where there are two. */
  readonly positive?: number;
}

type Wanted = readonly (ClassMetric | TextMetric)[];

/**
 * Keeps counts and sums, and single scores only where an area under a curve is wanted. A NaN or +∞ among the
 * logits makes every figure NaN. Of a text, whose classes are its characters, no confusion is kept.
 */
export function tallyClasses(
  classCount: number,
  wanted: Wanted,
  { keepConfusion = true, positive = 1 }: ClassTallyOptions = {},
): ClassTally {
  const counts = keepConfusion
    ? Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0))
    : null;
  const tops = wanted.flatMap((name) => {
    const k = topOf(name);
    return k === null ? [] : [{ name, k, hits: 0 }];
  });
  const wants = (...names: Wanted): boolean => names.some((name) => wanted.includes(name));
  const probabilities = wants('logLoss', 'brier', 'calibrationError') ? tallyProbabilities(classCount) : null;
  const scores = wants('rocAuc', 'prAuc') ? tallyScores(classCount, positive) : null;
  let rows = 0;
  let right = 0;
  let broken = false;
  return {
    add: (logits, classes) => {
      for (let row = 0; row < classes.length; row++) {
        const from = row * classCount;
        const actual = classes[row] ?? -1;
        const predicted = indexOfLargest(logits, from, classCount);
        if (cannotBeRead(logits, from, classCount)) broken = true;
        const line = counts?.[actual];
        if (line !== undefined) line[predicted] = (line[predicted] ?? 0) + 1;
        rows++;
        if (predicted === actual) right++;
        if (tops.length > 0) {
          const rank = rankOf(logits, from, classCount, actual);
          for (const top of tops) if (rank < top.k) top.hits++;
        }
        probabilities?.add(logits, from, actual);
        scores?.add(logits, from, actual);
      }
    },
    metrics: () => {
      const others: Record<string, number> = {
        ...(counts === null ? { accuracy: right / rows } : {}),
        ...Object.fromEntries(tops.map(({ name, hits }) => [name, hits / rows])),
        ...probabilities?.figures(),
        ...scores?.figures(),
      };
      return Object.fromEntries(
        wanted.flatMap((name) => {
          // Names for texts alone are among the others: their classes have no confusion.
          const value =
            others[name] ?? (counts === null ? null : confusionMetric(name as ClassMetric, counts, positive));
          return value === null ? [] : [[name, broken ? Number.NaN : value]];
        }),
      );
    },
    confusion: () => counts?.map((line) => [...line]) ?? null,
  };
}

/** The first of equals. */
export function indexOfLargest(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    if ((values[from + index] ?? Number.NaN) > (values[from + best] ?? Number.NaN)) best = index;
  }
  return best;
}

/** How many classes come before one: those with more, and of equals those with a smaller number. */
function rankOf(values: ArrayLike<number>, from: number, count: number, index: number): number {
  const own = values[from + index] ?? Number.NaN;
  let rank = 0;
  for (let other = 0; other < count; other++) {
    const value = values[from + other] ?? Number.NaN;
    if (value > own || (value === own && other < index)) rank++;
  }
  return rank;
}

/** NaN and +∞, of which no probability can be made; −∞ is a probability of 0. */
function cannotBeRead(values: ArrayLike<number>, from: number, count: number): boolean {
  for (let index = from; index < from + count; index++) {
    if (!((values[index] ?? Number.NaN) < Number.POSITIVE_INFINITY)) return true;
  }
  return false;
}
