import type { DatasetSummary } from '#contract/dataset.ts';
import type { MeasuredTarget } from '#contract/training/metrics.ts';

/** What a dataset's target is to the choice of metrics; null while it is not known. */
export function measuredTarget(
  summary: Pick<DatasetSummary, 'columns' | 'characters'> | null,
  target: string | null,
  reconstructs = false,
): MeasuredTarget | null {
  if (summary === null) return null;
  // One class more, for every character that is not among those of the training text.
  if (summary.characters !== undefined) return { kind: 'text', classCount: summary.characters.distinct + 1 };
  if (reconstructs) return { kind: 'number', reconstructs };
  const column = summary.columns.find(({ name }) => name === target);
  if (column?.type === 'number') return { kind: 'number' };
  return column?.type === 'category' ? { kind: 'class', classCount: column.distinct } : null;
}

/** The message that explains a metric: its averages, and accuracies of the first k, share one. */
export function metricExplanation(name: string): string {
  return `explain.metric.${name.replace(/(Macro|Micro|Weighted)$/, '').replace(/^top\d+/, 'top')}`;
}
