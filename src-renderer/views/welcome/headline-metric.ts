import type { MetricSummary } from '#contract/metric.ts';

/** The metric that says most about a run in one number: the best held-out accuracy, else loss, else whatever there is. */
export function headlineMetric(
  metrics: Readonly<Record<string, MetricSummary>>,
): { readonly key: string; readonly value: number } | null {
  const order = ['val/accuracy', 'val/r2', 'val/loss', 'train/accuracy', 'train/loss'];
  const key = order.find((wanted) => Object.hasOwn(metrics, wanted)) ?? Object.keys(metrics).sort()[0];
  const summary = key === undefined ? undefined : metrics[key];
  return key === undefined || summary === undefined ? null : { key, value: summary.best ?? summary.last };
}
