import { smoothers, type SeriesRequest, type Smoother } from '#contract/metric.ts';
import type { XKind } from '../../charts/line-style.ts';
import { Stored } from '../stored.svelte.ts';

/** How the charts of a page are drawn; kept over restarts. */
export interface ChartSettings {
  readonly kind: XKind;
  /** The metric that x is, where it is one. */
  readonly xKey?: string;
  readonly logX: boolean;
  readonly logY: boolean;
  /** From 0 (none) to below 1, as the core smooths. */
  readonly smoothing: number;
  /** Time-weighted where nothing was chosen. */
  readonly smoother?: Smoother;
  /** Whether outliers are left out of the vertical axes. */
  readonly clips?: boolean;
}

export const usualSmoother: Smoother = 'timeEma';

export const initialChartSettings: ChartSettings = { kind: 'step', logX: false, logY: false, smoothing: 0 };
export const mostSmoothing = 0.99;

/** What x may be beside a metric. */
export const countedAxes = ['step', 'epoch', 'relative', 'time', 'examples', 'energy'] as const;

/** Whether a stored document still fits. */
export function isChartSettings(value: unknown): value is ChartSettings {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, xKey, logX, logY, smoothing, smoother, clips } = value as Partial<
    Record<keyof ChartSettings, unknown>
  >;
  return (
    (countedAxes.some((known) => known === kind) || (kind === 'metric' && typeof xKey === 'string')) &&
    (xKey === undefined || typeof xKey === 'string') &&
    (smoother === undefined || smoothers.some((known) => known === smoother)) &&
    (clips === undefined || typeof clips === 'boolean') &&
    typeof logX === 'boolean' &&
    typeof logY === 'boolean' &&
    typeof smoothing === 'number' &&
    smoothing >= 0 &&
    smoothing <= mostSmoothing
  );
}

/** What of the settings is asked of the core: x and smoothing. */
export function seriesSettings({
  kind,
  xKey,
  smoothing,
  smoother,
}: ChartSettings): Pick<SeriesRequest, 'x' | 'xKey' | 'smoothing' | 'smoother'> {
  return {
    x: kind,
    ...(kind === 'metric' && xKey !== undefined ? { xKey } : {}),
    smoothing,
    ...(smoothing > 0 ? { smoother: smoother ?? usualSmoother } : {}),
  };
}

/** Smoothing after one press of `]` (1) or `[` (−1): coarse at first, fine near the end. */
export function steppedSmoothing(smoothing: number, direction: 1 | -1): number {
  const stops = [0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.98, mostSmoothing];
  const next =
    direction === 1
      ? stops.find((stop) => stop > smoothing + 1e-9)
      : stops.findLast((stop) => stop < smoothing - 1e-9);
  return next ?? (direction === 1 ? mostSmoothing : 0);
}

/** The settings of the charts on run pages. */
export function storedChartSettings(): Stored<ChartSettings> {
  return new Stored('run.charts', initialChartSettings, isChartSettings);
}
