import { formatInteger, formatNumber } from '../format/number.ts';
import { formatDuration, formatIsoTime } from '../format/time.ts';
import type { AxisKind } from './line-style.ts';

/** An x in words: a step in full, a duration, a date and time. */
export function xText(kind: AxisKind, x: number): string {
  if (kind === 'time') return formatIsoTime(x);
  if (kind === 'relative') return formatDuration(x);
  return Number.isInteger(x) ? formatInteger(x) : formatNumber(x, 6);
}

/** What a bucket covers: one x, or from the first to the last of it. */
export function bucketText(kind: AxisKind, x: number, bucketWidth: number): string {
  if (bucketWidth === 0 || (kind === 'step' && bucketWidth <= 1)) return xText(kind, x);
  const last = kind === 'step' ? Math.ceil(x + bucketWidth) - 1 : x + bucketWidth;
  const [from, to] = [xText(kind, kind === 'step' ? Math.ceil(x) : x), xText(kind, last)];
  return from === to ? from : `${from} – ${to}`;
}
