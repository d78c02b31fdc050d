/** What stands for a value that was never logged; NaN and infinity are written as such. */
export const absent = '—';

/**
 * A measured number with `digits` significant digits: scientific below 1e-3 or from 1e6, the integers below that
 * grouped and whole. `NaN`, `inf`, `−inf` and `—` (absent) stay distinct.
 */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return absent;
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '−inf';
  if (value === 0) return Object.is(value, -0) ? '−0' : '0';
  const size = Math.abs(value);
  // Rounding decides the notation: 999,999.9 with four digits is 1.000e6, not 1,000,000.
  const rounded = Math.abs(Number(size.toPrecision(digits)));
  if (rounded < 1e-3 || rounded >= 1e6) return minus(scientific(value, digits));
  if (Number.isInteger(value)) return minus(formatInteger(value));
  // toPrecision may answer with an exponent for large values with few digits; here it is below 1e6.
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(rounded)));
  return minus(grouped(value, Math.min(decimals, 20)));
}

/** A whole number, grouped by thousands. */
export function formatInteger(value: number | null | undefined): string {
  if (value === null || value === undefined) return absent;
  if (!Number.isFinite(value)) return formatNumber(value);
  return minus(grouped(value, 0));
}

/** Every digit that the double has: for hover, copies and titles. */
export function formatExact(value: number | null | undefined): string {
  if (value === null || value === undefined) return absent;
  if (Object.is(value, -0)) return '-0';
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** A share of one as percent: only for what is declared to be a share. */
export function formatPercent(share: number | null | undefined, decimals = 1): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return formatNumber(share);
  return `${minus(grouped(share * 100, decimals))}\u202f%`;
}

/** A difference with its sign: `+0.02`, `−3`. */
export function formatDelta(value: number | null | undefined, digits = 4): string {
  const text = formatNumber(value, digits);
  return typeof value === 'number' && value > 0 ? `+${text}` : text;
}

function scientific(value: number, digits: number): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return `${short}e${Number(exponent)}`;
}

/** Making one takes longer than a hundred uses, and a table has hundreds of numbers. */
const formats = new Map<number, Intl.NumberFormat>();

/** Both languages of the window group by commas and separate decimals by a point. */
function grouped(value: number, decimals: number): string {
  let format = formats.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(decimals, format);
  }
  return format.format(value);
}

/** A minus sign is as wide as a plus sign and a digit; a hyphen is not. */
function minus(text: string): string {
  return text.replaceAll('-', '−');
}
