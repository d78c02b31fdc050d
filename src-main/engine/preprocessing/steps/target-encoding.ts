import { say } from '#contract/sentence.ts';
import type { PreprocessingStep } from '#contract/training.ts';
import { stream } from '../../../base/random.ts';
import { moments } from '../../../base/statistics.ts';
import type { TargetColumn } from '../../dataset/select.ts';
import type { CategoryColumn } from '../../dataset/table.ts';
import { asCategories, numberColumn, occurring, type Frame } from '../frame.ts';
import { replaceColumns, type ApplyContext, type FitContext } from '../step.ts';
import { warnUnseen } from './unseen.ts';

export interface FittedTargetEncoding {
  readonly step: 'targetEncoding';
  /** Null: by the spread within each category. */
  readonly smooth: number | null;
  /** What drew the folds of the training rows. */
  readonly folds: number;
  readonly seed: number;
  readonly index: number;
  /** Classes with a column each; null for a number and for two classes. */
  readonly classes: readonly string[] | null;
  readonly columns: readonly FittedTargetColumn[];
}

interface FittedTargetColumn {
  readonly column: string;
  readonly categories: readonly string[];
  /** A number per output column for each category, for a missing one and for one that training never saw. */
  readonly encodings: readonly (readonly number[])[];
  readonly missing: readonly number[];
  readonly unseen: readonly number[];
}

/** Micci-Barreca, "A preprocessing scheme for high-cardinality categorical attributes", 2001; scikit-learn's rules. */
export function fitTargetEncoding(
  step: Extract<PreprocessingStep, { step: 'targetEncoding' }>,
  columns: readonly CategoryColumn[],
  { seed, index, target }: FitContext,
): FittedTargetEncoding {
  const smooth = step.smooth ?? null;
  const outputs = targetOutputs(target);
  return {
    step: 'targetEncoding',
    smooth,
    folds: step.folds,
    seed,
    index,
    classes: target.type === 'category' && target.categories.length > 2 ? target.categories : null,
    columns: columns.map((column) => {
      const categories = occurring(column);
      const encoders = outputs.map((y) =>
        encodeCategories(codesOf(column, categories), categories.length, y, smooth),
      );
      return {
        column: column.name,
        categories,
        encodings: categories.map((_, code) => encoders.map(({ means }) => means[code] ?? 0)),
        missing: encoders.map(({ means }) => means[categories.length] ?? 0),
        unseen: encoders.map(({ overall }) => overall),
      };
    }),
  };
}

export function applyTargetEncoding(
  fitted: FittedTargetEncoding,
  frame: Frame,
  context: ApplyContext,
): Frame {
  const { training } = context;
  return replaceColumns(frame, fitted.columns, (column, entry) => {
    if (column.type === 'date') return [column];
    const words = asCategories(column);
    const names =
      fitted.classes === null ? [column.name] : fitted.classes.map((word) => `${column.name}→${word}`);
    if (training !== null) {
      const folds = drawFolds(training, fitted.folds, fitted.seed, fitted.index);
      const values = outOfFold(words, entry.categories, training, folds, fitted.smooth);
      return names.map((name, output) => numberColumn(name, values[output] ?? new Float64Array(0)));
    }
    const codes = codesOf(words, entry.categories);
    const unknown = new Set<string>();
    for (const [row, code] of words.codes.entries()) {
      if (code >= 0 && (codes[row] ?? -1) < 0) unknown.add(words.categories[code] ?? '');
    }
    warnUnseen(unknown, context, (word) => say('unseen.mean', { word, column: column.name }));
    return names.map((name, output) =>
      numberColumn(
        name,
        Float64Array.from(codes, (code) => {
          const known = code === entry.categories.length ? entry.missing : entry.encodings[code];
          return (known ?? entry.unseen)[output] ?? 0;
        }),
      ),
    );
  });
}

/**
 * Every training row's encoding from the rows of the other folds alone, per output of the target. `folds` gives the
 * fold of each row.
 */
export function outOfFold(
  column: CategoryColumn,
  categories: readonly string[],
  target: TargetColumn,
  folds: Int32Array,
  smooth: number | null,
): Float64Array[] {
  const codes = codesOf(column, categories);
  const foldCount = folds.reduce((most, fold) => Math.max(most, fold + 1), 0);
  return targetOutputs(target).map((y) => {
    const values = new Float64Array(codes.length);
    for (let fold = 0; fold < foldCount; fold++) {
      const others = folds.map((of) => Number(of !== fold));
      const { means } = encodeCategories(
        codes.filter((_, row) => others[row] === 1),
        categories.length,
        y.filter((_, row) => others[row] === 1),
        smooth,
      );
      for (const [row, of] of folds.entries()) if (of === fold) values[row] = means[codes[row] ?? 0] ?? 0;
    }
    return values;
  });
}

/** A fold for every row, drawn; the rows of every class are dealt out in turn. */
export function drawFolds(target: TargetColumn, count: number, seed: number, index: number): Int32Array {
  const rows = target.type === 'number' ? target.values.length : target.codes.length;
  const folds = new Int32Array(rows);
  const order = stream(seed, 'preprocessing', 'targetEncoding', index).permutation(rows);
  const byClass =
    target.type === 'number'
      ? order
      : order.toSorted((a, b) => (target.codes[a] ?? 0) - (target.codes[b] ?? 0));
  for (const [place, row] of byClass.entries()) folds[row] = place % Math.min(count, rows);
  return folds;
}

/** The target as numbers: itself, whether it is the second of two classes, or whether it is each of several. */
function targetOutputs(target: TargetColumn): Float64Array[] {
  if (target.type === 'number') return [target.values];
  const classes = target.categories.length > 2 ? target.categories.map((_, code) => code) : [1];
  return classes.map((wanted) => Float64Array.from(target.codes, (code) => Number(code === wanted)));
}

/** Place of each row's category; one past the end for a missing one, −1 for one that is not among them. */
function codesOf(column: CategoryColumn, categories: readonly string[]): Int32Array {
  const placeOf = new Map(categories.map((word, place) => [word, place]));
  const places = column.categories.map((word) => placeOf.get(word) ?? -1);
  return column.codes.map((code) => (code < 0 ? categories.length : (places[code] ?? -1)));
}

/**
 * Means per category, drawn towards the mean of all: by `smooth` rows of it, or, as empirical Bayes has it, by the
 * variance within the category against the variance of all. The last place is for missing categories.
 */
function encodeCategories(
  codes: Int32Array,
  categoryCount: number,
  y: Float64Array,
  smooth: number | null,
): { readonly means: Float64Array; readonly overall: number } {
  const { mean: overall, standardDeviation } = moments(y);
  const counts = new Float64Array(categoryCount + 1);
  const sums = new Float64Array(categoryCount + 1);
  for (const [row, code] of codes.entries()) {
    counts[code] = (counts[code] ?? 0) + 1;
    sums[code] = (sums[code] ?? 0) + (y[row] ?? 0);
  }
  if (smooth !== null) {
    const means = sums.map((sum, code) => {
      const weight = (counts[code] ?? 0) + smooth;
      return weight === 0 ? overall : (sum + smooth * overall) / weight;
    });
    return { means, overall };
  }
  const means = sums.map((sum, code) => sum / (counts[code] ?? 0));
  const squares = new Float64Array(categoryCount + 1);
  for (const [row, code] of codes.entries()) {
    squares[code] = (squares[code] ?? 0) + ((y[row] ?? 0) - (means[code] ?? 0)) ** 2;
  }
  const variance = standardDeviation ** 2;
  return {
    overall,
    means: means.map((mean, code) => {
      const count = counts[code] ?? 0;
      const weight = (variance * count) / (variance * count + (squares[code] ?? 0) / count);
      return Number.isNaN(weight) ? overall : weight * mean + (1 - weight) * overall;
    }),
  };
}
