import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differencesOf, notComparable } from '#contract/comparable.ts';
import type { RunEnvironment, RunState } from '#contract/run.ts';
import {
  detailsChanged,
  environmentRows,
  metricRows,
  orderedKeys,
  paramRows,
  sharedKeys,
  withBaseline,
} from '../../../src-renderer/state/compare/comparison-rows.ts';
import { comparedDashes, seriesDash, seriesVariable } from '../../../src-renderer/format/series-color.ts';

const loss = {
  key: 'val/loss',
  direction: 'minimise' as const,
  apart: null,
  final: [0.5, 0.25, Number.NaN, null],
  bestValues: [0.4, 0.2, 0.6, null],
  best: [false, true, false, false],
};

describe('metrics side by side', () => {
  it('mark the best and tell how far each is from the first', () => {
    const [row] = metricRows([loss], 'best');
    expect(row?.cells.map(({ value, isBest, better }) => ({ value, isBest, better }))).toEqual([
      { value: 0.4, isBest: false, better: null },
      { value: 0.2, isBest: true, better: true },
      { value: 0.6, isBest: false, better: false },
      { value: null, isBest: false, better: null },
    ]);
    expect(row?.cells.map(({ delta }) => delta)).toEqual([null, -0.2, 0.6 - 0.4, null]);
    expect(row?.cells[1]?.share).toBeCloseTo(-0.5, 12);
  });

  it('never have NaN as best or as a difference', () => {
    const [row] = metricRows([loss], 'final');
    expect(row?.cells.map(({ isBest }) => isBest)).toEqual([false, true, false, false]);
    expect(row?.cells.map(({ delta }) => delta)).toEqual([null, -0.25, null, null]);
  });

  it('mark all that are equally good, and none where one run alone has the metric', () => {
    const values = (bestValues: readonly (number | null)[]) =>
      metricRows([{ ...loss, bestValues }], 'best')[0]?.cells.map(({ isBest }) => isBest);
    expect(values([0.2, 0.2, 0.3])).toEqual([true, true, false]);
    expect(values([null, 0.2, Number.POSITIVE_INFINITY])).toEqual([false, false, false]);
  });

  it('take more for better where the metric says so', () => {
    const [row] = metricRows(
      [
        {
          key: 'val/accuracy',
          direction: 'maximise',
          apart: null,
          final: [0.9, 0.95],
          bestValues: [0.9, 0.95],
          best: [false, true],
        },
      ],
      'best',
    );
    expect(row?.cells.map(({ isBest, better }) => [isBest, better])).toEqual([
      [false, null],
      [true, true],
    ]);
  });

  it('have no share of a baseline of zero, and no better or worse where they are equal', () => {
    const [row] = metricRows([{ ...loss, bestValues: [0, 1, 0] }], 'best');
    expect(row?.cells.map(({ share, better }) => [share, better])).toEqual([
      [null, null],
      [null, false],
      [null, null],
    ]);
  });

  it('have no share where the signs differ, or where it would be nearly all or many times the baseline', () => {
    const shares = (bestValues: readonly number[]): readonly (number | null | undefined)[] | undefined =>
      metricRows([{ ...loss, bestValues }], 'best')[0]?.cells.map(({ share }) => share);
    expect(shares([0.5, 1e-9, -0.5, 0.25, 50])).toEqual([null, null, null, -0.5, null]);
    expect(shares([-2, -1, 1])).toEqual([null, 0.5, null]);
  });

  it('of other data, of another target or by another loss have no best and no differences', () => {
    const [row] = metricRows([{ ...loss, apart: 'dataset' }], 'best');
    expect(row?.apart).toBe('dataset');
    expect(row?.cells.map(({ value }) => value)).toEqual([0.4, 0.2, 0.6, null]);
    expect(row?.cells.every((cell) => !cell.isBest && cell.delta === null && cell.share === null)).toBe(true);
    expect(notComparable('val/loss', { dataset: false, target: false, loss: true })).toBe('loss');
    expect(notComparable('val/accuracy', { dataset: false, target: false, loss: true })).toBe(null);
  });

  it('are of the same data where its content is, wherever the file lay', () => {
    const path = {
      path: 'dataset.source.path',
      differs: true,
      has: [true, true],
      values: ['/a.csv', '/b.csv'],
    };
    expect(differencesOf([path], ['a', 'a']).dataset).toBe(false);
    expect(differencesOf([path], ['a', 'b']).dataset).toBe(true);
    expect(differencesOf([path], ['a', null]).dataset).toBe(true);
  });

  it('are of one target where one run left it to Descent', () => {
    const target = { path: 'dataset.target', differs: true, has: [true, false], values: ['y', null] };
    const kind = {
      path: 'loss.kind',
      differs: true,
      has: [true, true],
      values: ['huber', 'meanSquaredError'],
    };
    expect(differencesOf([target, kind], [])).toEqual({ dataset: false, target: false, loss: true });
  });

  it('have no best where neither way is better', () => {
    const [row] = metricRows(
      [{ ...loss, key: 'learningRate', direction: null, final: [0.1, 0.2], bestValues: [0, 0] }],
      'best',
    );
    expect(row?.direction).toBeNull();
    expect(row?.cells).toEqual([
      { value: 0.1, isBest: false, delta: null, share: null, better: null },
      { value: 0.2, isBest: false, delta: 0.1, share: 1, better: null },
    ]);
  });

  it('are drawn where at least two runs have them', () => {
    const alone = { ...loss, key: 'val/r2', final: [0.5, null] };
    expect(sharedKeys([loss, alone, { ...alone, final: [null, Number.NaN, 1] }])).toEqual([
      'val/loss',
      'val/r2',
    ]);
    expect(sharedKeys([alone])).toEqual([]);
  });

  it('come in the order in which people look', () => {
    expect(orderedKeys(['train/loss', 'lr', 'val/loss', 'train/accuracy', 'val/accuracy'])).toEqual([
      'val/accuracy',
      'val/loss',
      'train/accuracy',
      'train/loss',
      'lr',
    ]);
  });
});

describe('params side by side', () => {
  it('tell one that is null from one that a run has not', () => {
    const rows = paramRows([{ path: 'clip', differs: true, has: [true, false], values: [null, null] }]);
    expect(rows).toEqual([{ path: 'clip', differs: true, values: [null, undefined] }]);
  });
});

describe('environments side by side', () => {
  const environment: RunEnvironment = {
    descent: '0.1.0',
    node: '24.21.0',
    os: 'Linux',
    cpu: 'some CPU',
    cores: 2,
    memoryBytes: 8e9,
    engine: 'embedded',
    engineVariant: 'simd',
    engineReason: null,
    engineVersions: { 'tfjs-core': '4.22.0' },
    datasetSha256: 'ab',
    threads: 1,
  };

  it('begin with what differs, versions of packages among it', () => {
    const other = { ...environment, threads: 2, engineVersions: { 'tfjs-core': '4.23.0', kernels: '1' } };
    const differing = environmentRows([environment, other]).filter((row) => row.differs);
    expect(differing).toEqual([
      { fact: 'threads', path: 'threads', differs: true, values: [1, 2] },
      { fact: null, path: 'kernels', differs: true, values: [undefined, '1'] },
      { fact: null, path: 'tfjs-core', differs: true, values: ['4.22.0', '4.23.0'] },
    ]);
    expect(environmentRows([environment, other])[0]?.path).toBe('threads');
  });

  it('are asked for again when a run has started or ended, or has gone on with another engine', () => {
    const run = (id: number, engine: string | null, state: RunState = 'running') => ({ id, engine, state });
    expect(detailsChanged([run(1, 'embedded'), run(2, null)], [run(1, 'embedded'), run(2, null)])).toBe(
      false,
    );
    expect(detailsChanged([run(1, 'embedded'), run(2, null)], [run(1, 'embedded'), run(2, 'cuda')])).toBe(
      true,
    );
    expect(detailsChanged([run(1, 'embedded')], [run(1, 'embedded', 'complete')])).toBe(true);
    expect(detailsChanged([run(1, 'embedded')], [])).toBe(false);
  });

  it('have nothing of a run that never started', () => {
    const [row] = environmentRows([environment, null]);
    expect(row).toEqual({ fact: 'engine', path: 'engine', differs: true, values: ['embedded', undefined] });
  });
});

describe('the baseline', () => {
  it('is the first run', () => {
    expect(withBaseline([4, 7, 9], 9)).toEqual([9, 4, 7]);
    expect(withBaseline([4, 7, 9], 5)).toEqual([4, 7, 9]);
  });
});

describe("a run's colour", () => {
  it('is one of ten, then the same ten dashed', () => {
    expect([0, 9, 10, 23].map(seriesVariable)).toEqual([
      '--series-0',
      '--series-9',
      '--series-0',
      '--series-3',
    ]);
    expect([0, 9, 20].map(seriesDash)).toEqual([null, null, null]);
    expect([10, 19].map((color) => seriesDash(color) !== null)).toEqual([true, true]);
  });

  it('and its dashes stay as they are beside others, but for the later of two that look alike', () => {
    const runs = [23, 3, 13, 43, 5].map((color) => ({ id: color + 1, color }));
    const dashes = comparedDashes(runs);
    const own = [4, 14, 6];
    expect(own.map((id) => dashes.get(id))).toEqual([3, 13, 5].map(seriesDash));
    expect(dashes.get(24)).not.toEqual(dashes.get(44));
    expect(comparedDashes([...runs].reverse())).toEqual(dashes);
  });

  it('is told apart from those of seven others by its dashes, whatever the colours', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 8 }), (colors) => {
        const runs = colors.map((color, index) => ({ id: index + 1, color }));
        const dashes = comparedDashes(runs);
        const looks = runs.map(({ id, color }) => `${seriesVariable(color)} ${String(dashes.get(id))}`);
        expect(new Set(looks).size).toBe(runs.length);
      }),
    );
  });
});
