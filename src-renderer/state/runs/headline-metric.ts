import { isGoal, type MetricSummary } from '#contract/metric.ts';

const order = ['val/accuracy', 'val/r2', 'val/loss', 'train/accuracy', 'train/loss'];

/** The key that says most about a run in one number: held-out accuracy, else loss, else the first that is a goal. */
export function headlineKey(keys: readonly string[]): string | null {
  const sorted = [...keys].sort();
  return order.find((wanted) => keys.includes(wanted)) ?? sorted.find(isGoal) ?? sorted[0] ?? null;
}

/** The headline metric of a run with what its weights reach. */
export function headlineMetric(
  metrics: Readonly<Record<string, MetricSummary>>,
): { readonly key: string; readonly summary: MetricSummary } | null {
  const key = headlineKey(Object.keys(metrics));
  const summary = key === null ? undefined : metrics[key];
  return key === null || summary === undefined ? null : { key, summary };
}
