import type { ParamValue } from '#contract/param.ts';
import { absent, formatExact, formatInteger } from './number.ts';

/** A param as it is shown in tables: numbers short, texts as they are, booleans and null in JSON's words. */
export function formatParam(value: ParamValue | undefined): string {
  if (value === undefined) return absent;
  if (typeof value !== 'number') return String(value);
  // A chosen number is shown as chosen: 0.000125 is not rounded away, a seed is not grouped.
  const exact = formatExact(value);
  if (exact.length <= 8) return exact.replace('-', '−');
  // 5.199999999999999 is what 5.1 + 0.1 became; nobody chose it.
  return Number.isInteger(value)
    ? formatInteger(value)
    : formatExact(Number(value.toPrecision(6))).replace('-', '−');
}
