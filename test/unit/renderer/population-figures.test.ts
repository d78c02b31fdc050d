import { expect, it } from 'vitest';
import type { TrialSummary } from '#contract/sweep/trial-columns.ts';
import { copySteps, lineageOf, ownStretches } from '../../../src-renderer/state/sweep/population-figures.ts';

const member = (
  number: number,
  last: number,
  rate: number,
  copy: TrialSummary['copy'] = null,
): TrialSummary => ({
  number,
  state: 'complete',
  origin: copy === null ? 'sampler' : 'population',
  repeats: null,
  copy,
  params: { rate },
  values: [number],
  violations: [],
  run: null,
  reason: null,
  excluded: false,
  attempts: 0,
  createdAt: 0,
  startedAt: 0,
  endedAt: 1,
  durationMs: 1,
  exitCode: null,
  last: { step: last, value: 0 },
  bestReport: null,
});
const trials = [
  member(0, 9, 1),
  member(1, 3, 2),
  member(2, 9, 3, { from: 0, step: 3, replaces: 1 }),
  member(3, 9, 4, { from: 2, step: 6, replaces: 0 }),
];

it('what led to a copy are the stretches of its sources up to where each was copied', () => {
  expect(lineageOf(trials, 3)).toEqual([
    { trial: 0, from: 0, to: 3, params: { rate: 1 } },
    { trial: 2, from: 3, to: 6, params: { rate: 3 } },
    { trial: 3, from: 6, to: 9, params: { rate: 4 } },
  ]);
  expect(lineageOf(trials, 0)).toEqual([{ trial: 0, from: 0, to: 9, params: { rate: 1 } }]);
});

it('a trial that made room went as far as it told, and a copy since it was made', () => {
  expect(ownStretches(trials).map(({ from, to }) => [from, to])).toEqual([
    [0, 9],
    [0, 3],
    [3, 9],
    [6, 9],
  ]);
  expect(copySteps(trials)).toEqual([
    { trial: 2, source: 0, replaces: 1, step: 3 },
    { trial: 3, source: 2, replaces: 0, step: 6 },
  ]);
});
