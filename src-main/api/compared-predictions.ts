import type {
  ComparedPredictions,
  HeldOutPredictions,
  PredictedRow,
  PredictionOrder,
} from '#contract/compared-predictions.ts';
import type { Sentence } from '#contract/sentence.ts';

export interface PredictingRun {
  readonly run: number;
  readonly held: HeldOutPredictions;
}

/**
 * The answers of several models for the rows that all of them held out, in an order, `limit` of them from `offset` on.
 * The runs have to be of one dataset and predict the same kind of value; at least one.
 */
export function comparePredictions(
  runs: readonly PredictingRun[],
  order: PredictionOrder,
  offset: number,
  limit: number,
  notes: readonly Sentence[],
): ComparedPredictions {
  const isClass = (runs[0]?.held.classes.length ?? 0) > 0;
  const places = runs.map(
    ({ held }) => new Map(Array.from(held.rows, (row, place) => [row, place] as const)),
  );
  const common = Array.from(runs[0]?.held.rows ?? []).filter((row) => places.every((own) => own.has(row)));
  const answers = common.map((row) => answerOf(runs, places, row));
  const spreads = answers.map((answer) => spreadOf(answer));
  const errors = answers.map((answer) => errorOf(answer));
  const rank = [...answers.keys()];
  if (order === 'row') rank.sort((a, b) => (common[a] ?? 0) - (common[b] ?? 0));
  else {
    const [first, second] = order === 'error' ? [errors, spreads] : [spreads, errors];
    rank.sort(
      (a, b) =>
        descending(first[a], first[b]) ||
        descending(second[a], second[b]) ||
        (common[a] ?? 0) - (common[b] ?? 0),
    );
  }
  return {
    runs: runs.map(({ run }) => run),
    kind: isClass ? 'class' : 'number',
    total: common.length,
    disagreeing: isClass ? spreads.filter((spread) => spread > 0).length : null,
    rows: rank.slice(offset, offset + limit).flatMap((index) => answers[index] ?? []),
    notes,
  };
}

function answerOf(
  runs: readonly PredictingRun[],
  places: readonly ReadonlyMap<number, number>[],
  row: number,
): PredictedRow {
  const [first] = runs;
  const place = places[0]?.get(row) ?? 0;
  return {
    row,
    actual: valueOf(first?.held, first?.held.actual[place]),
    answers: runs.map(({ held }, index) => {
      const own = places[index]?.get(row) ?? 0;
      return {
        value: valueOf(held, held.predicted[own]),
        confidence: held.confidence.length === 0 ? null : (held.confidence[own] ?? null),
      };
    }),
  };
}

function valueOf(held: HeldOutPredictions | undefined, number = Number.NaN): string | number {
  return held === undefined || held.classes.length === 0 ? number : (held.classes[number] ?? '');
}

/** How far answers are apart: classes besides the first, or the range of numbers. */
function spreadOf({ answers }: PredictedRow): number {
  const numbers = answers.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  if (numbers.length === answers.length) return Math.max(...numbers) - Math.min(...numbers);
  return new Set(answers.map(({ value }) => value)).size - 1;
}

/** How wrong the answers are together: how many of them, or the mean distance. */
function errorOf({ actual, answers }: PredictedRow): number {
  return answers.reduce((sum, { value }) => {
    const wrong =
      typeof value === 'number' && typeof actual === 'number'
        ? Math.abs(value - actual) / answers.length
        : Number(value !== actual);
    return sum + wrong;
  }, 0);
}

/** What is no number comes first: nothing is further off. */
function descending(a = 0, b = 0): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return b - a;
}
