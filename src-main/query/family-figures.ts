import type { EvaluationResult } from '#contract/evaluation.ts';
import type { FamilyFigure, PooledResult } from '#contract/family.ts';
import { metricDirection, metricRange } from '#contract/metric.ts';
import type { ConfusionResult } from '#contract/result.ts';
import { studentQuantile } from '../base/student-t.ts';

/** What is known of one complete member at its end. */
export interface MemberEnd {
  readonly place: number;
  readonly evaluation: EvaluationResult;
  readonly confusion: ConfusionResult | null;
}

const level = 0.95;

/**
 * Mean, spread and confidence interval of every figure over the members that are complete. `sharesRows` says whether
 * each member drew its held-out rows anew from the same data. A value that is not a number stays out of the averages.
 */
export function familyFigures(
  ends: readonly MemberEnd[],
  size: number,
  sharesRows: boolean,
): readonly FamilyFigure[] {
  const valuesOf = ends.map(({ place, evaluation }) => ({
    place,
    values: { loss: evaluation.loss, ...evaluation.metrics } as Readonly<Record<string, number>>,
  }));
  const names = [...new Set(valuesOf.flatMap(({ values }) => Object.keys(values)))];
  const heldOut = mean(ends.map(({ evaluation }) => evaluation.rows));
  const trained = mean(ends.map(({ evaluation }) => evaluation.trainRows));
  return names.map((name) => {
    const values = new Array<number | null>(size).fill(null);
    for (const { place, values: own } of valuesOf) values[place] = own[name] ?? null;
    const figures = values.filter((value): value is number => value !== null && !Number.isNaN(value));
    const count = figures.length;
    const centre = mean(figures);
    const deviation = Math.sqrt(figures.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (count - 1));
    const t = studentQuantile((1 + level) / 2, count - 1);
    const key = `val/${name}`;
    const halfWidth = t * deviation * Math.sqrt(1 / count);
    const correctedHalfWidth = sharesRows ? t * deviation * Math.sqrt(1 / count + heldOut / trained) : null;
    return {
      key,
      direction: metricDirection(key),
      values,
      count,
      mean: centre,
      standardDeviation: deviation,
      min: Math.min(...figures),
      max: Math.max(...figures),
      halfWidth,
      correctedHalfWidth,
      interval: count < 2 ? null : intervalOf(key, centre, correctedHalfWidth ?? halfWidth),
    };
  });
}

function intervalOf(key: string, mean: number, halfWidth: number): FamilyFigure['interval'] {
  const [least, most] = metricRange(key);
  const [low, high] = [mean - halfWidth, mean + halfWidth];
  return { low: Math.max(low, least), high: Math.min(high, most), cut: low < least || high > most };
}

/** The held-out rows of all members as one set. Null without a member, or for members without classes and numbers. */
export function pooledResult(ends: readonly MemberEnd[]): PooledResult | null {
  const rows = ends.reduce((sum, { evaluation }) => sum + evaluation.rows, 0);
  const confusion = pooledConfusion(ends.map((end) => end.confusion));
  const numbers = pooledNumbers(ends);
  return confusion === null && numbers === null ? null : { rows, confusion, numbers };
}

function pooledConfusion(parts: readonly (ConfusionResult | null)[]): ConfusionResult | null {
  const [first] = parts;
  if (first === undefined || first === null) return null;
  const names = JSON.stringify(first.classes);
  if (!parts.every((part) => part !== null && JSON.stringify(part.classes) === names)) return null;
  return {
    classes: first.classes,
    counts: first.counts.map((row, actual) =>
      row.map((_, predicted) =>
        parts.reduce((sum, part) => sum + (part?.counts[actual]?.[predicted] ?? 0), 0),
      ),
    ),
  };
}

/** Sums of squares about the mean of all rows, from those about the mean of each part (Chan et al. 1979). */
function pooledNumbers(ends: readonly MemberEnd[]): PooledResult['numbers'] {
  let rows = 0;
  let squared = 0;
  let absolute = 0;
  let centre = 0;
  let spread = 0;
  for (const { evaluation } of ends) {
    if (evaluation.numbers === null) return null;
    const { sums } = evaluation.numbers;
    const together = rows + evaluation.rows;
    const distance = sums.mean - centre;
    spread += sums.spread + distance * distance * ((rows * evaluation.rows) / together);
    centre += (distance * evaluation.rows) / together;
    rows = together;
    squared += sums.squared;
    absolute += sums.absolute;
  }
  if (rows === 0) return null;
  return {
    r2: spread > 0 ? 1 - squared / spread : Number.NaN,
    rmse: Math.sqrt(squared / rows),
    mae: absolute / rows,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
