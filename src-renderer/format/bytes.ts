import { absent } from './number.ts';

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes in powers of 1,024 with three significant digits: `1.50 KB`, `977 MB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return absent;
  let amount = Math.abs(bytes);
  let unit = 0;
  // 1,023.6 KB would be written 1,024 KB: the next unit reads better.
  while (amount >= 1023.5 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  const decimals = unit === 0 || amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2;
  return `${bytes < 0 ? '−' : ''}${amount.toFixed(decimals)} ${units[unit] ?? 'B'}`;
}
