import type { XKind } from '../../charts/line-style.ts';

/** How all curves of a comparison are drawn. */
export interface CurveOptions {
  readonly x: XKind;
  readonly logY: boolean;
  readonly smoothing: number;
}

export const initialCurveOptions: CurveOptions = { x: 'step', logY: false, smoothing: 0 };

export function isCurveOptions(value: unknown): value is CurveOptions {
  if (typeof value !== 'object' || value === null) return false;
  const { x, logY, smoothing } = value as Partial<Record<keyof CurveOptions, unknown>>;
  return (
    (x === 'step' || x === 'relative' || x === 'time') &&
    typeof logY === 'boolean' &&
    typeof smoothing === 'number' &&
    smoothing >= 0 &&
    smoothing < 1
  );
}
