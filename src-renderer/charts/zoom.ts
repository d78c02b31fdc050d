import type { XRange } from './line-style.ts';

/**
 * The range after zooming by `factor` (below 1 is nearer) around `center`, kept within the whole; null when it would
 * be the whole. `least` is the shortest range.
 */
export function zoomed(
  range: XRange,
  whole: XRange,
  center: number,
  factor: number,
  least: number,
): XRange | null {
  const length = Math.max(least, (range.to - range.from) * factor);
  if (length >= whole.to - whole.from) return null;
  const share = (center - range.from) / (range.to - range.from || 1);
  return within({ from: center - share * length, to: center + (1 - share) * length }, whole);
}

/** What was dragged over, in either direction and kept within the whole; null when it is too short to mean anything. */
export function dragged(a: number, b: number, whole: XRange, least: number): XRange | null {
  const from = Math.max(whole.from, Math.min(a, b));
  const to = Math.min(whole.to, Math.max(a, b));
  return to - from >= least ? { from, to } : null;
}

/** Moved by a share of its own length, kept within the whole; as far as it goes. On a log axis both are above zero. */
export function panned(range: XRange, whole: XRange, share: number, log: boolean): XRange {
  if (!log) {
    const by = share * (range.to - range.from);
    return within({ from: range.from + by, to: range.to + by }, whole);
  }
  const factor = (range.to / range.from) ** share;
  const least = whole.from / range.from;
  const most = whole.to / range.to;
  const kept = Math.min(Math.max(factor, least), most);
  return { from: range.from * kept, to: range.to * kept };
}

function within(range: XRange, whole: XRange): XRange {
  const length = range.to - range.from;
  const from = Math.min(Math.max(range.from, whole.from), whole.to - length);
  return { from, to: from + length };
}
