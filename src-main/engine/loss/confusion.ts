import type { ClassMetric } from '#contract/training.ts';

/** Rows are true classes, columns predicted ones. */
export type Counts = readonly (readonly number[])[];

interface ClassFigures {
  /** Rows of the class. */
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * What follows from the counts alone, as scikit-learn has it: a share of nothing is 0, averages are over the classes
 * that came up as true or predicted ones (balanced accuracy: as true ones), Matthews' correlation (Gorodkin 2004) is 0
 * where one side does not vary. Precision, recall and F1 by themselves are of the class `positive`. Null for a metric that needs more than counts; NaN without rows.
 */
export function confusionMetric(name: ClassMetric, counts: Counts, positive = 1): number | null {
  const figures = figuresOf(counts);
  const total = figures.reduce((sum, { support }) => sum + support, 0);
  const micro = total === 0 ? Number.NaN : trace(counts) / total;
  switch (name) {
    case 'accuracy':
    case 'precisionMicro':
    case 'recallMicro':
    case 'f1Micro':
      return micro;
    case 'balancedAccuracy':
      return mean(figures.filter(({ support }) => support > 0).map(({ recall }) => recall));
    case 'precision':
    case 'recall':
    case 'f1':
      return total === 0 ? Number.NaN : (figures[positive]?.[name] ?? Number.NaN);
    case 'precisionMacro':
    case 'recallMacro':
    case 'f1Macro': {
      const predicted = columnTotals(counts);
      const present = figures.filter(({ support }, index) => support > 0 || (predicted[index] ?? 0) > 0);
      return mean(present.map((figure) => figure[plainName(name)]));
    }
    case 'precisionWeighted':
    case 'recallWeighted':
    case 'f1Weighted': {
      const key = plainName(name);
      return figures.reduce((sum, figure) => sum + figure.support * figure[key], 0) / total;
    }
    case 'mcc':
      return matthewsCorrelation(counts, total);
    default:
      return null;
  }
}

function figuresOf(counts: Counts): readonly ClassFigures[] {
  const predicted = columnTotals(counts);
  return counts.map((row, index) => {
    const right = row[index] ?? 0;
    const support = row.reduce((sum, count) => sum + count, 0);
    const precision = share(right, predicted[index] ?? 0);
    const recall = share(right, support);
    return { support, precision, recall, f1: share(2 * right, (predicted[index] ?? 0) + support) };
  });
}

function matthewsCorrelation(counts: Counts, total: number): number {
  if (total === 0) return Number.NaN;
  const predicted = columnTotals(counts);
  const actual = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  const together = trace(counts) * total - dot(actual, predicted);
  const spread = (total * total - dot(predicted, predicted)) * (total * total - dot(actual, actual));
  return spread === 0 ? 0 : together / Math.sqrt(spread);
}

function plainName(name: string): 'precision' | 'recall' | 'f1' {
  return name.startsWith('precision') ? 'precision' : name.startsWith('recall') ? 'recall' : 'f1';
}

function columnTotals(counts: Counts): readonly number[] {
  return counts.map((_, column) => counts.reduce((sum, row) => sum + (row[column] ?? 0), 0));
}

function trace(counts: Counts): number {
  return counts.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
