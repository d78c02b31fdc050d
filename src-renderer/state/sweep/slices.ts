import type { MetricDirection } from '#contract/metric.ts';
import type { TrialSummary } from '#contract/sweep/trial-columns.ts';
import type { XRange } from '../../charts/line-style.ts';
import { paddedRange } from '../../charts/padded-range.ts';
import { choicesOf, isLogarithmic, variedParams } from './searched-params.ts';
import type { ShownSweep } from './shown-sweep.ts';
import { spansDecades, valueOf } from './sweep-figures.ts';

/** Trials of one sweep that slices are made of. */
export interface SliceSource {
  readonly sweep: ShownSweep;
  readonly trials: readonly TrialSummary[];
  readonly rank: ReadonlyMap<number, number>;
  /** Of all its dots; by rank when left out. */
  readonly color?: string;
}

export interface SlicePoint {
  readonly id: string;
  readonly trial: number;
  readonly rank: number | undefined;
  readonly color?: string;
  /** A number, or the place of a choice. */
  readonly x: number;
  readonly y: number;
}

/** What was reached against the values of one param. */
export interface Slice {
  readonly name: string;
  /** The sweep that it was first found in, which says how it is called. */
  readonly owner: ShownSweep;
  readonly logX: boolean;
  readonly choices?: readonly string[];
  readonly points: readonly SlicePoint[];
}

export interface Slices {
  readonly y: XRange;
  readonly logY: boolean;
  readonly slices: readonly Slice[];
}

/** A slice for every param that some of the sweeps vary, with dots of all trials that have a value and count. */
export function slicesOf(sources: readonly SliceSource[]): Slices {
  const known = sources.map((source) => ({
    ...source,
    trials: source.trials.filter((trial) => !trial.excluded && Number.isFinite(valueOf(trial) ?? Number.NaN)),
  }));
  const values = known.flatMap(({ trials }) => trials.map((trial) => valueOf(trial) ?? 0));
  const logY = spansDecades(values);
  const names = new Set(known.flatMap(({ sweep }) => variedParams(sweep)));
  return {
    y: rangeOf(values, logY, sources[0]?.sweep.objectives[0]?.direction ?? 'minimise'),
    logY,
    slices: [...names].flatMap((name) => sliceOf(known, name) ?? []),
  };
}

function sliceOf(sources: readonly SliceSource[], name: string): Slice | null {
  const owner = sources.find(({ sweep }) => variedParams(sweep).includes(name));
  if (owner === undefined) return null;
  const own = choicesOf(owner.sweep, name);
  const choices =
    own === undefined
      ? undefined
      : [...new Set([...own, ...sources.flatMap(({ sweep }) => choicesOf(sweep, name) ?? [])])];
  const points: SlicePoint[] = [];
  for (const [at, { trials, rank, color }] of sources.entries()) {
    for (const trial of trials) {
      const value = trial.params[name];
      const x = choices === undefined ? value : choices.indexOf(value ?? null);
      if (typeof x !== 'number' || (choices !== undefined && x < 0)) continue;
      points.push({
        id: `${at} ${trial.number}`,
        trial: trial.number,
        rank: rank.get(trial.number),
        ...(color === undefined ? {} : { color }),
        x,
        y: valueOf(trial) ?? 0,
      });
    }
  }
  return points.length === 0
    ? null
    : {
        name,
        owner: owner.sweep,
        logX: isLogarithmic(owner.sweep, name),
        ...(choices === undefined ? {} : { choices: choices.map(String) }),
        points,
      };
}

/** The worst tenth would flatten all others; they lie at the edge. */
function rangeOf(values: readonly number[], log: boolean, direction: MetricDirection): XRange {
  if (values.length === 0) return { from: 0, to: 1 };
  if (log) return paddedRange(values, true);
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(sorted.length / 10);
  return paddedRange([
    sorted[direction === 'maximise' ? cut : 0] ?? 0,
    sorted[direction === 'maximise' ? sorted.length - 1 : sorted.length - 1 - cut] ?? 0,
  ]);
}
