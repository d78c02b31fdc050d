import type { ConfusionResult } from '#contract/result.ts';

export interface ClassQuality {
  readonly name: string;
  /** Rows of the class. */
  readonly support: number;
  /** Share of the rows predicted as this class that are of it; null where none was. */
  readonly precision: number | null;
  /** Share of the class's rows that were found; null where there are none. */
  readonly recall: number | null;
}

/** Precision and recall of every class, and the share of all rows on the diagonal. */
export function classQuality({ classes, counts }: ConfusionResult): {
  readonly classes: readonly ClassQuality[];
  readonly accuracy: number | null;
  readonly total: number;
} {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const predicted = classes.map((_, column) => sum(counts.map((row) => row[column] ?? 0)));
  const rows = counts.map(sum);
  const right = classes.map((_, index) => counts[index]?.[index] ?? 0);
  const total = sum(rows);
  return {
    classes: classes.map((name, index) => ({
      name,
      support: rows[index] ?? 0,
      precision: ratio(right[index] ?? 0, predicted[index] ?? 0),
      recall: ratio(right[index] ?? 0, rows[index] ?? 0),
    })),
    accuracy: ratio(sum(right), total),
    total,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
