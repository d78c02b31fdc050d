import type { LineChart } from '#contract/report.ts';
import type { ChartsLayout } from '../charts/charts-layout.ts';
import { seriesSettings, type ChartSettings } from '../run/chart-settings.svelte.ts';

/** The chart that a page shows of a metric, for a report. A line per run in its group's colour has no group there. */
export function lineChartOf(
  metric: string,
  query: string,
  settings: ChartSettings,
  layout: Pick<ChartsLayout, 'by' | 'center' | 'band'> | null = null,
): LineChart {
  const { x = 'step', xKey, smoothing = 0, smoother } = seriesSettings(settings);
  const center = layout === null || layout.center === 'each' ? null : layout.center;
  return {
    kind: 'line',
    metric,
    query,
    by: center === null ? null : (layout?.by ?? null),
    center: center ?? 'mean',
    band: layout?.band ?? 'range',
    x,
    ...(xKey === undefined ? {} : { xKey }),
    logX: settings.logX && settings.kind !== 'time',
    logY: settings.logY,
    smoothing,
    ...(smoother === undefined ? {} : { smoother }),
  };
}

/** A query for these runs alone. */
export function queryOfRuns(runs: readonly number[]): string {
  return runs.length === 1 ? `id = ${runs[0] ?? 0}` : `id in (${runs.join(', ')})`;
}
