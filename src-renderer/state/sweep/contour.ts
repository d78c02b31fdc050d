import type { SweepImportance } from '#contract/sweep/sweep-view.ts';
import type { TrialSummary } from '#contract/sweep/trial-columns.ts';
import { choicesOf, isLogarithmic, variedParams } from './searched-params.ts';
import type { ShownSweep } from './shown-sweep.ts';
import { bestFirst, spansDecades, valueOf } from './sweep-figures.ts';

/** Of more trials, so many are taken evenly by how good they are: the surface between more only gets rougher. */
export const mostContoured = 500;

/**
 * Two params whose contour says most: as they were chosen where the sweep varies both; else the numbers that explain
 * most together beyond each alone, or matter most. Choices have nothing between them, and are taken where there are no
 * two numbers. Null of a sweep with fewer than two params.
 */
export function contourPair(
  sweep: Pick<ShownSweep, 'spec'>,
  importance: SweepImportance | null,
  chosen: readonly [string, string] | null,
): readonly [string, string] | null {
  const varied = variedParams(sweep);
  const numbers = varied.filter((name) => choicesOf(sweep, name) === undefined);
  const among = (names: readonly string[], [x, y]: readonly [string, string]): boolean =>
    x !== y && names.includes(x) && names.includes(y);
  if (chosen !== null && among(varied, chosen)) return chosen;
  const pair = importance?.overall?.pairs.find(
    ({ params, share }) => share >= 0.02 && among(numbers, params),
  );
  if (pair !== undefined) return pair.params;
  const usable = numbers.length >= 2 ? numbers : varied;
  const ranked = [...(importance?.overall?.params.map(({ param }) => param) ?? []), ...usable];
  const [x, y] = [...new Set(ranked)].filter((name) => usable.includes(name));
  return x === undefined || y === undefined ? null : [x, y];
}

export interface SweepContour {
  readonly logX: boolean;
  readonly logY: boolean;
  readonly logValue: boolean;
  readonly xNames?: readonly string[];
  readonly yNames?: readonly string[];
  readonly points: readonly {
    readonly run: number;
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly value: number;
  }[];
  /** Trials that have both params and a value. */
  readonly all: number;
}

/** What trials reached over two params. `nameOf` says how a trial is called. */
export function sweepContour(
  sweep: ShownSweep,
  trials: readonly TrialSummary[],
  [x, y]: readonly [string, string],
  nameOf: (trial: number) => string,
): SweepContour {
  const [xChoices, yChoices] = [choicesOf(sweep, x), choicesOf(sweep, y)];
  const at = (trial: TrialSummary, name: string, choices: readonly unknown[] | undefined): number => {
    const value = trial.params[name];
    if (choices !== undefined) return value === undefined ? Number.NaN : placeOf(choices, value);
    return typeof value === 'number' ? value : Number.NaN;
  };
  const ordered = bestFirst(trials, sweep.objectives[0]?.direction ?? 'minimise').flatMap((number) => {
    const trial = sweep.trialRows[number];
    if (trial === undefined) return [];
    const point = { run: number, x: at(trial, x, xChoices), y: at(trial, y, yChoices) };
    const value = valueOf(trial) ?? Number.NaN;
    return [point.x, point.y, value].every(Number.isFinite) ? [{ ...point, value }] : [];
  });
  const step = Math.max(1, ordered.length / mostContoured);
  const points = Array.from({ length: Math.min(ordered.length, mostContoured) }, (_, i) => {
    return ordered[Math.floor(i * step)];
  }).flatMap((point) => (point === undefined ? [] : [{ ...point, name: nameOf(point.run) }]));
  return {
    logX: isLogarithmic(sweep, x),
    logY: isLogarithmic(sweep, y),
    logValue: spansDecades(points.map(({ value }) => value)),
    ...(xChoices === undefined ? {} : { xNames: xChoices.map(String) }),
    ...(yChoices === undefined ? {} : { yNames: yChoices.map(String) }),
    points,
    all: ordered.length,
  };
}

function placeOf(choices: readonly unknown[], value: unknown): number {
  const place = choices.indexOf(value);
  return place < 0 ? Number.NaN : place;
}
