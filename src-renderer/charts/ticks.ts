import { formatClock, formatIsoTime } from '../format/time.ts';
import type { AxisKind } from './line-style.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const timeSteps = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  second,
  2 * second,
  5 * second,
  10 * second,
  15 * second,
  30 * second,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  7 * day,
  14 * day,
  28 * day,
  91 * day,
  365 * day,
] as const;

/** Round values between `low` and `high`, at most `most` of them, a multiple of 1, 2 or 5 times a power of ten apart. */
export function linearTicks(low: number, high: number, most: number, least = 0): readonly number[] {
  if (!(high > low)) return [];
  const rough = high / most - low / most || Number.MIN_VALUE;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * 0.999_999) ?? 10;
  return multiples(Math.max(factor * power, least), low, high);
}

function multiples(step: number, low: number, high: number, offset = 0): readonly number[] {
  const ticks: number[] = [];
  const first = Math.ceil((low + offset) / step - 1e-9);
  const last = Math.floor((high + offset) / step + 1e-9);
  for (let index = first; index <= last && ticks.length < 1000; index++) {
    // 3 × 0.1 is written 0.3, not 0.30000000000000004; zero has no sign.
    ticks.push(Number((index * step).toPrecision(12)) - offset + 0);
  }
  return ticks;
}

/** Powers of ten between `low` and `high`; with their multiples by 2 and 5, or plain round values, where few. */
export function logTicks(low: number, high: number, most: number): readonly number[] {
  if (!(high > low) || low <= 0) return [];
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const within = (value: number): boolean => value >= low * 0.999_999 && value <= high * 1.000_001;
  const every = Math.max(1, Math.ceil((last - first) / most));
  const powers: number[] = [];
  for (let exponent = first; exponent <= last; exponent++) {
    if (exponent % every === 0) powers.push(Number(`1e${exponent}`));
  }
  const decades = powers.filter(within);
  // Between powers of which some are left out there are no multiples either.
  if (decades.length >= 3 || (every > 1 && decades.length >= 2)) return decades;
  const finer = powers.flatMap((power) => [power, power * 2, power * 5]).filter(within);
  if (finer.length >= 2 && finer.length <= most + 2) return finer;
  return decades.length >= 2 ? decades : linearTicks(low, high, most);
}

/** Values of an axis, all in one way of writing: plain, or scientific where large or close together. */
export function formatTicks(ticks: readonly number[]): readonly string[] {
  const largest = Math.max(0, ...ticks.map(Math.abs));
  const apart = smallestStep(ticks);
  const plain = largest < 1e6 && (largest === 0 || apart >= 1e-5);
  return ticks.map((tick) => (plain ? plainTick(tick) : scientificTick(tick)).replace(/^-/, '−'));
}

function smallestStep(ticks: readonly number[]): number {
  let step = Number.POSITIVE_INFINITY;
  for (const [index, tick] of ticks.entries()) {
    const before = ticks[index - 1];
    if (before !== undefined) step = Math.min(step, tick - before);
  }
  return Number.isFinite(step) && step > 0 ? step : Math.abs(ticks[0] ?? 1) || 1;
}

/** Ticks are round: nine digits write them exactly, without what is left over from computing them. */
const digits = 9;

function plainTick(tick: number): string {
  const round = Number(tick.toPrecision(digits)) + 0;
  return round.toLocaleString('en-US', { maximumFractionDigits: 12 });
}

function scientificTick(tick: number): string {
  if (tick === 0) return '0';
  const [mantissa = '0', exponent = '0'] = tick.toExponential(digits - 1).split('e');
  return `${mantissa.replace(/\.?0+$/, '')}e${Number(exponent)}`;
}

/** Whether there is nothing between two neighbours of an axis. */
export function countsWholes(kind: AxisKind): boolean {
  return kind === 'step' || kind === 'examples' || kind === 'size' || kind === 'parameters';
}

/** Marks of an x axis that is `width` CSS pixels long. `zone` is minutes that local time is ahead of UTC. */
export function xTicks(
  kind: AxisKind,
  low: number,
  high: number,
  width: number,
  log: boolean,
  zone = 0,
): readonly number[] {
  const most = Math.max(2, Math.floor(width / (kind === 'relative' || kind === 'time' ? 92 : 72)));
  if (log) return logTicks(low, high, most);
  if (!countsWholes(kind) && kind !== 'relative' && kind !== 'time') return linearTicks(low, high, most);
  if (kind !== 'relative' && kind !== 'time') return linearTicks(low, high, most, 1);
  const rough = (high - low) / most;
  const step =
    timeSteps.find((candidate) => candidate >= rough) ?? Math.ceil(rough / (365 * day)) * 365 * day;
  return multiples(step, low, high, kind === 'time' ? zone * minute : 0);
}

/** Labels of x marks: `250k` for steps, `1m 30s` for durations, a time of day or a date for times. */
export function formatXTicks(kind: AxisKind, ticks: readonly number[]): readonly string[] {
  if (kind === 'rate') return ticks.map((tick) => formatTicks([tick])[0] ?? '');
  if (kind !== 'relative' && kind !== 'time') return ticks.map(shortCount);
  const apart = smallestStep(ticks);
  if (kind === 'relative') return ticks.map((tick) => shortDuration(tick, apart));
  return ticks.map((tick) => {
    if (apart >= day) return formatIsoTime(tick).slice(5, 10);
    const clock = formatClock(tick);
    const text = apart < minute ? clock : clock.slice(0, 5);
    // The first moment of a day says which day it is.
    return clock === '00:00:00' ? formatIsoTime(tick).slice(5, 10) : text;
  });
}

function shortCount(tick: number): string {
  const size = Math.abs(tick);
  if (size < 10_000) return formatTicks([tick])[0] ?? '';
  const [unit, letter] = size >= 1e9 ? [1e9, 'G'] : size >= 1e6 ? [1e6, 'M'] : [1e3, 'k'];
  return `${Number((tick / unit).toPrecision(6))}${letter}`.replace(/^-/, '−');
}

function shortDuration(tick: number, apart: number): string {
  if (tick === 0) return '0';
  const sign = tick < 0 ? '−' : '';
  const size = Math.abs(tick);
  if (size < second) return `${sign}${Number(size.toPrecision(6))} ms`;
  if (size < minute) return `${sign}${Number((size / second).toPrecision(6))} s`;
  if (size < hour) return sign + two(size, minute, 'm', second, 's', apart < minute);
  if (size < day) return sign + two(size, hour, 'h', minute, 'm', apart < hour);
  return sign + two(size, day, 'd', hour, 'h', apart < day);
}

function two(size: number, large: number, a: string, small: number, b: string, both: boolean): string {
  const rest = Math.round((size % large) / small);
  return both && rest > 0 ? `${Math.floor(size / large)}${a} ${rest}${b}` : `${Math.floor(size / large)}${a}`;
}
