import { absent } from './number.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in its two largest units: `840 ms`, `4.2 s`, `3m 07s`, `1h 04m`, `2d 05h`. */
export function formatDuration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined || !Number.isFinite(milliseconds)) return absent;
  const ms = Math.max(0, milliseconds);
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9.95 * second) return `${(ms / second).toFixed(1)} s`;
  if (ms < 59.5 * second) return `${Math.round(ms / second)} s`;
  if (ms < hour - 500) return pair(Math.round(ms / second), 60, 'm', 's');
  if (ms < day - minute / 2) return pair(Math.round(ms / minute), 60, 'h', 'm');
  return pair(Math.round(ms / hour), 24, 'd', 'h');
}

function pair(total: number, base: number, large: string, small: string): string {
  return `${Math.floor(total / base)}${large} ${String(total % base).padStart(2, '0')}${small}`;
}

/**
 * How long ago (or how soon) in words within 24 hours, else the date. Times are epoch milliseconds; `locale` a
 * language tag.
 */
export function formatRelativeTime(time: number | null | undefined, now: number, locale: string): string {
  if (time === null || time === undefined) return absent;
  const difference = time - now;
  const size = Math.abs(difference);
  if (size >= day) return formatDate(time, locale);
  const words = kept(relativeFormats, locale, () => {
    return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' });
  });
  if (size < 10 * second) return words.format(0, 'second');
  if (size < minute) return words.format(Math.trunc(difference / second), 'second');
  if (size < hour) return words.format(Math.trunc(difference / minute), 'minute');
  return words.format(Math.trunc(difference / hour), 'hour');
}

/** Day and time of day. */
export function formatDate(time: number, locale: string): string {
  const format = kept(dateFormats, locale, () => {
    return new Intl.DateTimeFormat(locale, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  });
  return format.format(time);
}

/** Local time in ISO order, to the second: for titles and copies. */
export function formatIsoTime(time: number | null | undefined): string {
  if (time === null || time === undefined) return absent;
  const date = new Date(time);
  const two = (n: number): string => String(n).padStart(2, '0');
  const days = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${days} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** Time of day in a log: `14:03:09`. */
export function formatClock(time: number): string {
  return formatIsoTime(time).slice(11);
}

/** Making a format takes longer than a hundred uses, and a table has one of these in every row. */
const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function kept<T>(formats: Map<string, T>, locale: string, make: () => T): T {
  const known = formats.get(locale);
  if (known !== undefined) return known;
  const format = make();
  formats.set(locale, format);
  return format;
}
