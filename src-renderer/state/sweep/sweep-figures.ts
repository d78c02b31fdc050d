import type { MetricDirection } from '#contract/metric.ts';
import { bestFirst, valueOf } from '#contract/sweep/best-first.ts';
import type { SweepImportance } from '#contract/sweep/sweep-view.ts';
import type { TrialSummary } from '#contract/sweep/trial-columns.ts';
import { lineageOf } from './population-figures.ts';
import { barrenParts, type BarrenPart } from './barren-parts.ts';
import type { ShownSweep } from './shown-sweep.ts';

export { bestFirst, valueOf };

/** Whether values lie so far apart that only a logarithm shows the smaller ones; all have to be above zero. */
export function spansDecades(values: readonly number[]): boolean {
  let [low, high, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
    count++;
  }
  return count > 1 && low > 0 && high / low > 20;
}

export interface BestPoint {
  readonly trial: number;
  /** Place in the order in which trials ended, from 1 on; or the time since the first began, in milliseconds. */
  readonly x: number;
  readonly value: number;
  readonly best: number;
}

/** Complete trials in the order in which they ended, each with the best until then, over their number or over time. */
export function bestSoFar(
  trials: readonly TrialSummary[],
  direction: MetricDirection,
  over: 'trials' | 'time' = 'trials',
): readonly BestPoint[] {
  const ended = trials
    .filter(({ state, values, excluded }) => state === 'complete' && values !== null && !excluded)
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0) || a.number - b.number);
  const began = trials.reduce(
    (first, { startedAt }) => Math.min(first, startedAt ?? Number.POSITIVE_INFINITY),
    Number.POSITIVE_INFINITY,
  );
  let best = direction === 'maximise' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return ended.map(({ number, values, endedAt }, i): BestPoint => {
    const value = values?.[0] ?? Number.NaN;
    // A NaN is no better than anything.
    if (direction === 'maximise' ? value > best : value < best) best = value;
    return { trial: number, x: over === 'time' ? (endedAt ?? began) - began : i + 1, value, best };
  });
}

/** How good each trial is among these: 1 the best, 0 the worst, by rank, so that one that diverged hides no others. */
export function ranks(bestFirstNumbers: readonly number[]): ReadonlyMap<number, number> {
  const last = Math.max(1, bestFirstNumbers.length - 1);
  return new Map(bestFirstNumbers.map((number, place) => [number, 1 - place / last]));
}

/** More lines than this hide each other, and are slow to draw. */
export const mostLines = 200;

/** Time that was not spent, since trials were ended early: what each had left, by what complete ones took. */
export function savedMs(trials: readonly TrialSummary[]): number {
  const whole = trials.flatMap(({ state, durationMs }) =>
    state === 'complete' && durationMs !== null ? [durationMs] : [],
  );
  if (whole.length === 0) return 0;
  const typical = whole.reduce((sum, time) => sum + time, 0) / whole.length;
  return trials
    .filter(({ state }) => state === 'pruned' || state === 'paused')
    .reduce((sum, { durationMs }) => sum + Math.max(0, typical - (durationMs ?? 0)), 0);
}

export type Learned =
  | { readonly kind: 'gain'; readonly first: number; readonly before: number; readonly after: number }
  | { readonly kind: 'matters'; readonly param: string; readonly share: number }
  | ({ readonly kind: 'barren' } & BarrenPart)
  | { readonly kind: 'pruned'; readonly count: number; readonly savedMs: number }
  | {
      readonly kind: 'copies';
      readonly count: number;
      readonly param: string;
      readonly values: readonly number[];
    }
  | { readonly kind: 'failed'; readonly count: number }
  | { readonly kind: 'edge'; readonly param: string; readonly value: number }
  | { readonly kind: 'early' };

/** What a sweep tells by now, the most useful first. */
export function learned(
  { trialRows, best, objectives, spec, population }: ShownSweep,
  importance: SweepImportance | null,
): readonly Learned[] {
  const direction = objectives[0]?.direction ?? 'minimise';
  const points = bestSoFar(trialRows, direction);
  const found: Learned[] = [];
  const first = Math.min(10, Math.floor(points.length / 2));
  const [before, after] = [points[first - 1]?.best, points.at(-1)?.best];
  if (population === null && first >= 3 && before !== undefined && after !== undefined && before !== after) {
    found.push({ kind: 'gain', first, before, after });
  }
  const [strongest] = importance?.overall?.params ?? [];
  if (strongest !== undefined && strongest.share >= 0.2) {
    found.push({ kind: 'matters', param: strongest.param, share: Math.min(1, strongest.share) });
  }
  // The params of a population's trials change on the way, so that a trial says nothing of its last ones.
  const barren = population === null ? barrenParts({ spec, objectives, trialRows }) : [];
  for (const part of barren.slice(0, 2)) found.push({ kind: 'barren', ...part });
  const pruned = trialRows.filter(({ state }) => state === 'pruned' || state === 'paused').length;
  const saved = savedMs(trialRows);
  if (population !== null && best !== null) {
    const course = lineageOf(trialRows, best.trial);
    const changed = Object.keys(best.params).find(
      (name) =>
        typeof best.params[name] === 'number' && new Set(course.map(({ params }) => params[name])).size > 1,
    );
    if (changed !== undefined) {
      const values = course.map(({ params }) => Number(params[changed]));
      found.push({ kind: 'copies', count: course.length - 1, param: changed, values });
    }
  }
  // Who made room for a copy in a population saved nothing.
  if (population === null && pruned > 0 && saved > 0)
    found.push({ kind: 'pruned', count: pruned, savedMs: saved });
  const failed = trialRows.filter(({ state }) => state === 'failed').length;
  if (failed > 0) found.push({ kind: 'failed', count: failed });
  if (points.length >= 8 && best !== null) {
    for (const [param, value] of Object.entries(best.params)) {
      const range = spec.space[param];
      if (
        typeof value !== 'number' ||
        range === undefined ||
        !(range.type === 'float' || range.type === 'int')
      )
        continue;
      if (atEdge(value, range)) found.push({ kind: 'edge', param, value });
    }
  }
  if (population === null ? points.length < 5 : best === null) found.push({ kind: 'early' });
  return found;
}

function atEdge(
  value: number,
  {
    low,
    high,
    log,
  }: { readonly low?: number | undefined; readonly high?: number | undefined; readonly log: boolean },
): boolean {
  if (low === undefined || high === undefined || !(high > low)) return false;
  const place = (at: number): number => (log ? Math.log(at) : at);
  const share = (place(value) - place(low)) / (place(high) - place(low));
  return share < 0.04 || share > 0.96;
}

export interface LanedTrial {
  readonly trial: TrialSummary;
  readonly lane: number;
  readonly from: number;
  readonly to: number;
}

/** Trials over time, in as few rows as were tried at once. Times in milliseconds since the first began. */
export function lanes(trials: readonly TrialSummary[], now: number): readonly LanedTrial[] {
  const begun = trials
    .flatMap((trial) => (trial.startedAt === null ? [] : [{ trial, startedAt: trial.startedAt }]))
    .sort((a, b) => a.startedAt - b.startedAt);
  const origin = begun[0]?.startedAt ?? 0;
  const free: number[] = [];
  return begun.map(({ trial, startedAt }): LanedTrial => {
    const end = trial.endedAt ?? (trial.state === 'running' ? now : startedAt);
    let lane = free.findIndex((until) => until <= startedAt);
    if (lane < 0) lane = free.length;
    free[lane] = end;
    return { trial, lane, from: startedAt - origin, to: end - origin };
  });
}

/** How much of their time all lanes together were in use, from the first beginning to the last end; null for none. */
export function busyShare(
  bars: readonly { readonly lane: number; readonly from: number; readonly to: number }[],
): number | null {
  let [used, end, count] = [0, 0, 0];
  for (const { lane, from, to } of bars) {
    used += to - from;
    end = Math.max(end, to);
    count = Math.max(count, lane + 1);
  }
  return end === 0 ? null : Math.min(1, used / (end * count));
}
