import type { XKind } from '../../charts/line-style.ts';
import { Stored } from '../stored.svelte.ts';

/** How the charts of a page are drawn; kept over restarts. */
export interface ChartSettings {
  readonly kind: XKind;
  readonly logX: boolean;
  readonly logY: boolean;
  /** From 0 (none) to below 1, as the core smooths. */
  readonly smoothing: number;
}

export const initialChartSettings: ChartSettings = { kind: 'step', logX: false, logY: false, smoothing: 0 };
export const mostSmoothing = 0.99;

/** Whether a stored document still fits. */
export function isChartSettings(value: unknown): value is ChartSettings {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, logX, logY, smoothing } = value as Partial<Record<keyof ChartSettings, unknown>>;
  return (
    (kind === 'step' || kind === 'relative' || kind === 'time') &&
    typeof logX === 'boolean' &&
    typeof logY === 'boolean' &&
    typeof smoothing === 'number' &&
    smoothing >= 0 &&
    smoothing <= mostSmoothing
  );
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
