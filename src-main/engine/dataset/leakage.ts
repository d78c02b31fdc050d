import { createHash } from 'node:crypto';
import { say, type Sentence } from '#contract/sentence.ts';
import { pearson } from './correlations.ts';
import { sizeOf } from './image/image-table.ts';
import { looksLikeId } from './row-id.ts';
import type { Selection, UsableColumn } from './select.ts';
import type { Split } from './split.ts';
import type { ImageRows } from './table.ts';

/** Fewer rows than that say nothing: chance alone separates them. */
const fewestTrainRows = 40;
const fewestValidationRows = 10;
/** Columns that are looked at one by one, and rows. Pixels are no givers-away. */
const mostColumns = 1000;
const mostRows = 100_000;
/** What a single column has to reach to be called a giveaway. */
const givesAway = 0.999;
/** Values of a number are looked up as they are where they are few, else by so many parts of equal count. */
const mostLevels = 200;

/**
 * Leakage that can be seen in the data alone: rows held out that are trained on as well, a column that counts or names
 * the rows, and a column that tells the target by itself (99.9 % right, or R² of 0.999, on rows held out).
 * Of `arePixels` only the first is asked: no pixel by itself is what a person would leave out.
 */
export function findLeakage(selection: Selection, split: Split, arePixels = false): readonly Sentence[] {
  const warnings = [...identicalRows(selection, split)];
  if (arePixels) return warnings;
  const { features, target } = selection;
  for (const feature of features) {
    if (looksLikeId(feature, lengthOf(feature))) {
      warnings.push(say('leakage.rowNames', { feature: feature.name }));
    }
  }
  const enough = split.train.length >= fewestTrainRows && split.validation.length >= fewestValidationRows;
  if (!enough || features.length < 2 || features.length > mostColumns) return warnings;
  const train = split.train.subarray(0, mostRows);
  const validation = split.validation.subarray(0, mostRows);
  for (const feature of features) {
    const score =
      target.type === 'category'
        ? classesTold(feature, target.codes, train, validation)
        : numbersTold(feature, target.values, train, validation);
    if (score === null || score < givesAway) continue;
    const names = { feature: feature.name, target: target.name };
    warnings.push(
      target.type === 'category'
        ? say('leakage.tellsClass', { ...names, share: percent(score) })
        : say('leakage.tellsNumber', { ...names, r2: score.toFixed(4) }),
    );
  }
  return warnings;
}

function lengthOf(column: UsableColumn): number {
  return column.type === 'category' ? column.codes.length : column.values.length;
}

function identicalRows({ features, target, images }: Selection, split: Split): readonly Sentence[] {
  if (split.validation.length === 0) return [];
  const columns = [...features, target];
  const identityOf = (row: number): string =>
    digestOf(columns, row) + (images === undefined ? '' : imageDigest(images, row));
  const seen = new Set<string>();
  for (const row of split.train) seen.add(identityOf(row));
  let both = 0;
  for (const row of split.validation) if (seen.has(identityOf(row))) both++;
  if (both === 0) return [];
  const share = percent(both / split.validation.length);
  return [say('leakage.identicalRows', { count: both, share })];
}

/** Equal for rows that are equal in every column. */
function digestOf(columns: readonly UsableColumn[], row: number): string {
  const values = new Float64Array(columns.length);
  for (const [index, column] of columns.entries())
    values[index] =
      column.type === 'category' ? (column.codes[row] ?? -1) : (column.values[row] ?? Number.NaN);
  return columns.length <= 4 ? values.join() : createHash('sha1').update(values).digest('base64');
}

function imageDigest({ shape, values }: ImageRows, row: number): string {
  const size = sizeOf(shape);
  const own = values.subarray(row * size, (row + 1) * size);
  return createHash('sha1').update(own).digest('base64');
}

/** Share of held-out rows whose class is the commonest one of their value; null where most rows have that anyway. */
function classesTold(
  feature: UsableColumn,
  codes: Int32Array,
  train: Uint32Array,
  validation: Uint32Array,
): number | null {
  const levelOf = levels(feature, train);
  const tally = new Map<number, Map<number, number>>();
  const overall = new Map<number, number>();
  for (const row of train) {
    const level = levelOf(row);
    const classes = tally.get(level) ?? new Map<number, number>();
    tally.set(level, classes);
    add(classes, codes[row] ?? -1);
    add(overall, codes[row] ?? -1);
  }
  const commonest = new Map([...tally].map(([level, classes]) => [level, mostFrequent(classes)]));
  const usual = mostFrequent(overall);
  let right = 0;
  let usuals = 0;
  for (const row of validation) {
    if (commonest.get(levelOf(row)) === codes[row]) right++;
    if (usual === codes[row]) usuals++;
  }
  return usuals / validation.length > 0.99 ? null : right / validation.length;
}

/** R² of the line through the target, or of the mean of each value for words. */
function numbersTold(
  feature: UsableColumn,
  target: Float64Array,
  train: Uint32Array,
  validation: Uint32Array,
): number | null {
  const values = Float64Array.from(validation, (row) => target[row] ?? Number.NaN);
  if (feature.type !== 'category') {
    const r = pearson(
      Float64Array.from(validation, (row) => feature.values[row] ?? Number.NaN),
      values,
    );
    return r === null ? null : r * r;
  }
  const sums = new Map<number, { sum: number; count: number }>();
  for (const row of train) {
    const entry = sums.get(feature.codes[row] ?? -1) ?? { sum: 0, count: 0 };
    entry.sum += target[row] ?? 0;
    entry.count++;
    sums.set(feature.codes[row] ?? -1, entry);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let residual = 0;
  let total = 0;
  for (const [at, row] of validation.entries()) {
    const entry = sums.get(feature.codes[row] ?? -1);
    const value = values[at] ?? 0;
    residual += (value - (entry === undefined ? mean : entry.sum / entry.count)) ** 2;
    total += (value - mean) ** 2;
  }
  return total > 0 ? 1 - residual / total : null;
}

/** A number's level: itself where there are few, else its part of equal count among the training rows. */
function levels(feature: UsableColumn, train: Uint32Array): (row: number) => number {
  if (feature.type === 'category') return (row) => feature.codes[row] ?? -1;
  const { values } = feature;
  const sorted = Float64Array.from(train, (row) => values[row] ?? Number.NaN)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const distinct = new Set(sorted);
  if (distinct.size <= mostLevels) return (row) => values[row] ?? Number.NaN;
  const edges = Array.from(
    { length: mostLevels / 2 },
    (_, part) => sorted[Math.floor((part * sorted.length * 2) / mostLevels)] ?? 0,
  );
  return (row) => {
    const value = values[row] ?? Number.NaN;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((edges[middle] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function add(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function mostFrequent(counts: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (const [key, count] of counts) if (count > most) [best, most] = [key, count];
  return best;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.9995 ? 1 : 0).replace(/\.0$/, '')} %`;
}
