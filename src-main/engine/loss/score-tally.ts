import { rankingFigures, type RankingFigures } from './ranking.ts';

const firstRows = 256;

export interface ScoreTally {
  /** One row: its logits from an index on, and its true class. */
  add(logits: ArrayLike<number>, from: number, actual: number): void;
  /** Of the positive one of two classes; of more, the mean over each class against the rest, where it and the rest came up. */
  figures(): RankingFigures;
  /** What the figures are made of, class by class. */
  columns(): readonly ScoreColumn[];
}

/** The rows' scores for one class, and which rows are of it. */
export interface ScoreColumn {
  readonly class: number;
  readonly scores: Float64Array;
  readonly positive: Uint8Array;
}

/**
 * Keeps a score for every row and class, since an area under a curve depends on their order. The score is the log-odds
 * of the class: it orders as the probability does, but does not stop at one. `positive` is of two classes.
 */
export function tallyScores(classCount: number, positive = 1): ScoreTally {
  const curves = classCount === 2 ? [positive] : Array.from({ length: classCount }, (_, index) => index);
  let capacity = firstRows;
  let classes = new Int32Array(capacity);
  let scores = curves.map(() => new Float64Array(capacity));
  let rows = 0;
  const grow = (): void => {
    capacity *= 2;
    classes = enlarged(classes, new Int32Array(capacity));
    scores = scores.map((column) => enlarged(column, new Float64Array(capacity)));
  };
  const columns = (): ScoreColumn[] =>
    curves.map((curve, at) => ({
      class: curve,
      scores: (scores[at] ?? new Float64Array()).subarray(0, rows),
      positive: Uint8Array.from(classes.subarray(0, rows), (actual) => (actual === curve ? 1 : 0)),
    }));
  return {
    add: (logits, from, actual) => {
      if (rows === capacity) grow();
      classes[rows] = actual;
      for (const [at, odds] of logOdds(logits, from, classCount, curves).entries()) {
        const column = scores[at];
        if (column !== undefined) column[rows] = odds;
      }
      rows++;
    },
    columns,
    figures: () => {
      const figures = columns().map(({ scores: of, positive: is }) => rankingFigures(of, is));
      return {
        rocAuc: meanOfDefined(figures.map(({ rocAuc }) => rocAuc)),
        prAuc: meanOfDefined(figures.map(({ prAuc }) => prAuc)),
      };
    },
  };
}

/** log(p / (1 − p)) of the wanted classes: z − log Σ e^z over the other classes. */
function logOdds(
  logits: ArrayLike<number>,
  from: number,
  classCount: number,
  wanted: readonly number[],
): readonly number[] {
  if (classCount === 2) {
    return wanted.map(
      (index) => (logits[from + index] ?? Number.NaN) - (logits[from + 1 - index] ?? Number.NaN),
    );
  }
  let best = 0;
  for (let index = 1; index < classCount; index++) {
    if ((logits[from + index] ?? Number.NaN) > (logits[from + best] ?? Number.NaN)) best = index;
  }
  const highest = logits[from + best] ?? Number.NaN;
  let others = 0;
  for (let index = 0; index < classCount; index++) {
    if (index !== best) others += Math.exp((logits[from + index] ?? Number.NaN) - highest);
  }
  return wanted.map((index) => {
    if (index === best) return -Math.log(others);
    const distance = (logits[from + index] ?? Number.NaN) - highest;
    // The largest one counts 1, so that the difference keeps its digits.
    return distance - Math.log(Math.max(1, 1 + others - Math.exp(distance)));
  });
}

function meanOfDefined(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

function enlarged<T extends Float64Array | Int32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
