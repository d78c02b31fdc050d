import { absent } from './number.ts';

const units = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/** A large count in powers of 1,000 with three significant digits: `950`, `16.4 k`, `2.13 G`. */
export function formatMagnitude(count: number | null | undefined): string {
  if (count === null || count === undefined || !Number.isFinite(count)) return absent;
  let amount = count;
  let unit = 0;
  while (Math.abs(amount) >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit++;
  }
  const digits = Math.abs(amount);
  const decimals = unit === 0 || digits >= 99.95 ? 0 : digits >= 9.995 ? 1 : 2;
  return unit === 0 ? String(Math.round(amount)) : `${amount.toFixed(decimals)} ${units[unit] ?? ''}`;
}
