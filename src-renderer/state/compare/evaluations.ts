import type { CalibrationBin, ClassCurve, NumberEvaluation } from '#contract/evaluation.ts';
import type { ConfusionResult } from '#contract/result.ts';
import type { RunDetail, TextSample } from '#contract/run.ts';
import { classQuality } from '../run/confusion.ts';
import { knownResults } from '../run/run-results.ts';

type Run = Pick<RunDetail, 'id' | 'name' | 'color' | 'results'>;

/** How the cells of a confusion matrix are told: rows, the share of the true class, or its change in points. */
export const confusionViews = ['counts', 'share', 'difference'] as const;
export type ConfusionView = (typeof confusionViews)[number];

export interface ComparedConfusion {
  readonly run: number;
  readonly confusion: ConfusionResult;
  /** Share of each true class that was predicted as each class, 0 to 1; null for a class without rows. */
  readonly shares: readonly (readonly (number | null)[])[];
  /** The shares minus those of the baseline; null for the baseline itself, and where it has other classes. */
  readonly differences: readonly (readonly (number | null)[])[] | null;
  readonly accuracy: number | null;
}

/** Confusion matrices of the runs that have one, each against the first of them where the classes are the same. */
export function comparedConfusions(runs: readonly Run[]): readonly ComparedConfusion[] {
  const found = runs.flatMap(({ id, results }) => {
    const { confusion } = knownResults(results);
    return confusion === null ? [] : [{ run: id, confusion, shares: sharesOf(confusion) }];
  });
  const [baseline] = found;
  return found.map((one, index) => {
    const comparable =
      baseline !== undefined &&
      index > 0 &&
      JSON.stringify(one.confusion.classes) === JSON.stringify(baseline.confusion.classes);
    return {
      ...one,
      accuracy: classQuality(one.confusion).accuracy,
      differences: comparable
        ? one.shares.map((row, i) =>
            row.map((share, j) => {
              const before = baseline.shares[i]?.[j] ?? null;
              return share === null || before === null ? null : share - before;
            }),
          )
        : null,
    };
  });
}

function sharesOf({ counts }: ConfusionResult): (number | null)[][] {
  return counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (total === 0 ? null : count / total));
  });
}

/** Names of the classes that curves are of, in the order of the runs, each once. */
export function curveClasses(runs: readonly Run[]): readonly string[] {
  return [...new Set(runs.flatMap((run) => curvesOf(run).map(({ name }) => name)))];
}

/** The curve of one class of each run that has it. */
export function comparedCurves(
  runs: readonly Run[],
  name: string,
): readonly { readonly run: number; readonly curve: ClassCurve }[] {
  return runs.flatMap((run) => {
    const curve = curvesOf(run).find((one) => one.name === name);
    return curve === undefined ? [] : [{ run: run.id, curve }];
  });
}

function curvesOf({ results }: Run): readonly ClassCurve[] {
  const curves = knownResults(results).evaluation?.classes?.curves ?? [];
  return curves.filter(({ positives, rows }) => positives > 0 && positives < rows);
}

/** How sure each run is and how often right: bins with rows, of runs that give probabilities. */
export function comparedCalibrations(
  runs: readonly Run[],
): readonly { readonly run: number; readonly bins: readonly CalibrationBin[] }[] {
  return runs.flatMap(({ id, results }) => {
    const bins = knownResults(results).evaluation?.classes?.calibration?.filter(({ rows }) => rows > 0) ?? [];
    return bins.length === 0 ? [] : [{ run: id, bins }];
  });
}

/** Predicted against true of each run that predicts a number, and the range that all of them share. */
export function comparedNumbers(runs: readonly Run[]): {
  readonly runs: readonly { readonly run: number; readonly points: NumberEvaluation['points'] }[];
  readonly values: readonly number[];
} {
  const found = runs.flatMap(({ id, results }) => {
    const numbers = knownResults(results).evaluation?.numbers ?? null;
    return numbers === null ? [] : [{ run: id, points: numbers.points }];
  });
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { points } of found) {
    for (const list of [points.actual, points.predicted]) {
      for (const value of list) {
        if (!Number.isFinite(value)) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }
  return { runs: found, values: low <= high ? [low, high] : [] };
}

/** Steps at which any of the runs logged a text, in order. */
export function textSteps(runs: readonly { readonly texts: readonly TextSample[] }[]): readonly number[] {
  return [...new Set(runs.flatMap(({ texts }) => texts.map(({ step }) => step)))].sort((a, b) => a - b);
}

/** The text of a key that a run had logged by a step: the last one up to it; null where there is none yet. */
export function textAt(texts: readonly TextSample[], key: string, step: number): TextSample | null {
  let found: TextSample | null = null;
  for (const text of texts) {
    if (text.key === key && text.step <= step && (found === null || text.step > found.step)) found = text;
  }
  return found;
}
