import { describe, expect, it } from 'vitest';
import type { SweepImportance } from '#contract/sweep/sweep-view.ts';
import type { TrialSummary } from '#contract/sweep/trial-columns.ts';
import { barrenParts } from '../../../src-renderer/state/sweep/barren-parts.ts';
import { contourPair, mostContoured, sweepContour } from '../../../src-renderer/state/sweep/contour.ts';
import { parallelAxes, parallelLine } from '../../../src-renderer/state/sweep/param-axes.ts';
import type { ShownSweep } from '../../../src-renderer/state/sweep/shown-sweep.ts';
import { slicesOf } from '../../../src-renderer/state/sweep/slices.ts';

function trial(number: number, params: TrialSummary['params'], value: number | null): TrialSummary {
  return {
    number,
    state: value === null ? 'failed' : 'complete',
    origin: 'sampler',
    repeats: null,
    copy: null,
    params,
    values: value === null ? null : [value],
    violations: [],
    run: null,
    reason: null,
    excluded: false,
    attempts: 0,
    createdAt: 0,
    startedAt: 0,
    endedAt: number,
    durationMs: 1,
    exitCode: null,
    last: null,
    bestReport: null,
  };
}

const space = {
  rate: { type: 'float', low: 0.001, high: 1, log: true },
  layers: { type: 'int', low: 1, high: 8, log: false },
  kind: { type: 'categorical', choices: ['adam', 'sgd'] },
  seed: { type: 'fixed', value: 1 },
};

/** As much of a sweep as its charts look at. */
function sweep(trialRows: readonly TrialSummary[], more: object = {}): ShownSweep {
  return {
    kind: 'command',
    objectives: [{ metric: 'loss', direction: 'minimise' }],
    spec: { space },
    trialRows,
    ...more,
  } as unknown as ShownSweep;
}

const many = sweep(
  Array.from({ length: 200 }, (_, i) => {
    const rate = 10 ** (-3 + (3 * ((i * 37) % 200)) / 200);
    const kind = i % 2 === 0 ? 'adam' : 'sgd';
    return trial(
      i,
      { rate, layers: 1 + ((i >> 1) % 8), kind },
      (Math.log10(rate) + 1) ** 2 + (i % 2 === 0 ? 0 : 5),
    );
  }),
);

describe('parts of a space without a good trial', () => {
  it('are told with where they begin, how many were tried there, and what none reached', () => {
    const parts = barrenParts(many);
    expect(parts[0]).toMatchObject({ param: 'kind', side: 'at', value: 'sgd', count: 100 });
    for (const { param, side, value, count, target } of parts.filter(({ side: its }) => its !== 'at')) {
      const there = many.trialRows.filter(({ params }) => {
        const own = Number(params[param]);
        return side === 'below' ? own < Number(value) : own > Number(value);
      });
      expect(there.length).toBe(count);
      expect(Math.min(...there.map(({ values }) => values?.[0] ?? 0))).toBeGreaterThan(target);
    }
    expect(parts.some(({ param, side }) => param === 'rate' && side === 'below')).toBe(true);
    expect(parts.some(({ param }) => param === 'layers')).toBe(false);
  });

  it('are not told from a few trials', () => {
    expect(barrenParts(sweep(many.trialRows.slice(0, 19)))).toEqual([]);
  });
});

describe('a contour of a sweep', () => {
  const importance = {
    trials: 200,
    amongBest: null,
    overall: {
      params: ['kind', 'layers', 'rate'].map((param) => ({ param, share: 0.3, deviation: 0 })),
      pairs: [{ params: ['kind', 'rate'] as const, share: 0.5 }],
    },
  } satisfies SweepImportance;

  it('is over the numbers that matter most, or as they were chosen', () => {
    expect(contourPair(many, importance, null)).toEqual(['layers', 'rate']);
    expect(contourPair(many, null, null)).toEqual(['rate', 'layers']);
    expect(contourPair(many, importance, ['kind', 'rate'])).toEqual(['kind', 'rate']);
    expect(contourPair(many, importance, ['gone', 'rate'])).toEqual(['layers', 'rate']);
  });

  it('takes very many trials evenly by how good they are, the best among them', () => {
    const rows = Array.from({ length: 2000 }, (_, i) => trial(i, { rate: 0.01, layers: 2, kind: 'adam' }, i));
    const { points, all } = sweepContour(sweep(rows), rows, ['rate', 'layers'], String);
    expect([points.length, all]).toEqual([mostContoured, 2000]);
    expect(points.map(({ value }) => value)).toEqual(Array.from({ length: mostContoured }, (_, i) => 4 * i));
  });

  it('leaves out trials without a value, and names choices', () => {
    const rows = [
      trial(0, { rate: 0.1, layers: 1, kind: 'sgd' }, 1),
      trial(1, { rate: 0.1, layers: 1, kind: 'sgd' }, null),
    ];
    const { points, xNames, logY } = sweepContour(sweep(rows), rows, ['kind', 'rate'], String);
    expect(points).toEqual([{ run: 0, name: '0', x: 1, y: 0.1, value: 1 }]);
    expect([xNames, logY]).toEqual([['adam', 'sgd'], true]);
  });
});

describe('several sweeps', () => {
  const other = sweep([trial(0, { rate: 0.5, width: 9, kind: 'lion' }, 3)], {
    spec: {
      space: {
        rate: { type: 'float', low: 0.1, high: 1, log: true },
        width: { type: 'int', low: 1, high: 9, log: false },
        kind: { type: 'categorical', choices: ['lion'] },
      },
    },
  });

  it('share the axes of their params, and have gaps where one has no such param', () => {
    const axes = parallelAxes([many, other], { param: String, metric: String });
    expect(axes.map(({ name }) => name)).toEqual(['rate', 'layers', 'kind', 'width', '']);
    const first = other.trialRows[0];
    if (first === undefined) throw new Error('there is no trial');
    const { places } = parallelLine(axes, first, 7);
    expect(places.map((place) => place === null)).toEqual([false, true, false, false, false]);
    expect(places[2]).toBe(1);
  });

  it('stand in one slice for each param, each in its colour', () => {
    const source = (of: ShownSweep, color: string) => ({
      sweep: of,
      trials: of.trialRows,
      rank: new Map<number, number>(),
      color,
    });
    const { slices } = slicesOf([source(many, 'red'), source(other, 'blue')]);
    const counts = slices.map(({ name, points }) => [
      name,
      points.filter(({ color }) => color === 'red').length,
      points.filter(({ color }) => color === 'blue').length,
    ]);
    expect(counts).toEqual([
      ['rate', 200, 1],
      ['layers', 200, 0],
      ['kind', 200, 1],
      ['width', 0, 1],
    ]);
    expect(slices.find(({ name }) => name === 'kind')?.choices).toEqual(['adam', 'sgd', 'lion']);
  });
});
