import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SplitSpec } from '#contract/dataset.ts';
import { chooseSplit } from '../../../src-main/engine/dataset/choose-split.ts';
import { findLeakage } from '../../../src-main/engine/dataset/leakage.ts';
import { loadDataset } from '../../../src-main/engine/dataset/load.ts';
import { selectColumns } from '../../../src-main/engine/dataset/select.ts';
import { foldOf, splitByGroup, splitByOrder, type Split } from '../../../src-main/engine/dataset/split.ts';
import { fileOf, fileSpec, sampleFiles } from '../../support/dataset-files.ts';
import { messagesOf } from '../../support/messages-of.ts';

const rows = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);
const isWhole = ({ train, validation }: Split, count: number): void => {
  expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...rows(count)]);
};

describe('folds', () => {
  // What scikit-learn promises of KFold and StratifiedKFold.
  it('are disjoint, together all rows, and of sizes that differ by at most one, as are the rows of a class', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }),
        fc.integer({ min: 2, max: 10 }),
        fc.boolean(),
        fc.nat(),
        (count, folds, stratified, seed) => {
          fc.pre(folds <= count);
          const classes = Array.from({ length: count }, (_, row) => (row * row) % 3);
          const parts = Array.from({ length: folds }, (_, fold) =>
            foldOf(rows(count), folds, fold, seed, stratified ? classes : undefined),
          );
          for (const part of parts) isWhole(part, count);
          const sizes = parts.map(({ validation }) => validation.length);
          expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          expect(new Set(parts.flatMap(({ validation }) => [...validation])).size).toBe(count);
          if (!stratified) return;
          for (const of of [0, 1]) {
            const held = parts.map(
              ({ validation }) => validation.filter((row) => classes[row] === of).length,
            );
            expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});

describe('a split by group', () => {
  // What scikit-learn promises of GroupShuffleSplit and GroupKFold.
  it('never has a group on both sides, and always some rows on each', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 120 }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        fc.option(fc.integer({ min: 2, max: 5 })),
        fc.nat(),
        (raw, share, folds, seed) => {
          const names = [...new Set(raw)];
          fc.pre(names.length >= (folds ?? 2));
          const groups = Int32Array.from(raw, (group) => names.indexOf(group));
          const split = splitByGroup(
            rows(raw.length),
            groups,
            names.length,
            share,
            seed,
            folds ?? undefined,
            1,
          );
          isWhole(split, raw.length);
          const held = new Set([...split.validation].map((row) => groups[row]));
          expect([...split.train].some((row) => held.has(groups[row]))).toBe(false);
          expect(Math.min(split.train.length, split.validation.length)).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('a split by time', () => {
  it('holds out the latest rows and keeps equal times together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 100 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (raw, share) => {
          const split = splitByOrder(rows(raw.length), Float64Array.from(raw), share);
          isWhole(split, raw.length);
          const latest = Math.max(...[...split.train].map((row) => raw[row] ?? 0));
          expect([...split.validation].every((row) => (raw[row] ?? 0) > latest)).toBe(true);
        },
      ),
    );
  });
});

async function split(content: string, spec: SplitSpec): Promise<Split> {
  const dataset = fileSpec({ split: spec, target: 'y' });
  const table = await loadDataset(dataset, fileOf(content));
  if (table.kind !== 'table') throw new Error('read as text');
  return chooseSplit(table, selectColumns(table, dataset), spec, 0);
}

const dated = `day,part,x,y\n${['2024-03-01', '2024-01-01', '2024-02-01', '2023-12-31', '2024-03-01']
  .map((day, row) => `${day},${row % 2 === 0 ? 'train' : 'test'},${row},${row * 3}`)
  .join('\n')}\n`;

describe('a spec that says how to split', () => {
  it('by time orders dates, by column takes the rows of a value', async () => {
    expect([...(await split(dated, { kind: 'time', by: 'day', validation: 0.4 })).validation]).toEqual([
      0, 4,
    ]);
    expect([...(await split(dated, { kind: 'column', by: 'part', value: 'test' })).validation]).toEqual([
      1, 3,
    ]);
  });

  it('leaves the column that it splits by out of the features', async () => {
    const spec = fileSpec({ split: { kind: 'group', by: 'part' }, target: 'y' });
    const table = await loadDataset(spec, fileOf(dated));
    const names = table.kind === 'table' ? selectColumns(table, spec).features.map(({ name }) => name) : [];
    expect(names).not.toContain('part');
  });

  it.each<readonly [SplitSpec, string]>([
    [{ kind: 'group' }, 'needs a column: set dataset.split.by to one of day, part, x, y'],
    [{ kind: 'group', by: 'prat' }, 'Did you mean "part"?'],
    [{ kind: 'random', by: 'part' }, 'uses no column'],
    [{ kind: 'time', by: 'part' }, '"train" is neither a number nor a date such as 2024-01-31'],
    [{ kind: 'column', by: 'part' }, 'set dataset.split.value to one of the values of "part" (train, test)'],
    [
      { kind: 'column', by: 'part', value: 'val' },
      'No row has "val" in the column "part". Its values are train, test.',
    ],
    [{ kind: 'stratified' }, 'A stratified split needs classes'],
    [{ kind: 'random', fold: 1 }, 'say how many with dataset.split.folds'],
    [{ kind: 'random', folds: 3, fold: 3 }, '3 folds are numbered 0 to 2'],
    [{ kind: 'random', folds: 9 }, 'Write at most 5'],
    [{ kind: 'random', folds: 2, validation: 0.2 }, 'Take "validation" or "folds" out'],
    [{ kind: 'time', by: 'day', folds: 2 }, 'choose the kind "random", "stratified" or "group"'],
    [{ kind: 'group', by: 'part', folds: 3 }, 'has 2 groups, too few to be split into 3'],
    [{ kind: 'random', value: 'x' }, 'Only a split by column has a value'],
  ])('is refused where %j does not fit', async (spec, words) => {
    await expect(split(dated, spec)).rejects.toThrow(words);
  });
});

async function leakage(content: string, spec: SplitSpec = {}): Promise<string> {
  const dataset = fileSpec({ target: 'y', split: spec });
  const table = await loadDataset(dataset, fileOf(content));
  if (table.kind !== 'table') throw new Error('read as text');
  const selection = selectColumns(table, dataset);
  return messagesOf(findLeakage(selection, chooseSplit(table, selection, spec, 0))).join(' ');
}

describe('leakage that can be seen is named', () => {
  const row = (at: number): string => `${(at * 7919) % 101},${(at * 104_729) % 97}`;
  const table = (header: string, cells: (at: number) => string): string =>
    `${header}\n${Array.from({ length: 200 }, (_, at) => cells(at)).join('\n')}\n`;

  it('identical rows on both sides', async () => {
    const found = await leakage(table('a,b,y', (at) => `${row(at % 100)},${at % 2 === 0 ? 'u' : 'v'}`));
    expect(found).toMatch(/^\d+ rows held out \([\d.]+ %\) are also among the rows trained on/);
  });

  it('a feature that gives classes away', async () => {
    const found = await leakage(
      table('a,b,code,y', (at) => `${row(at)},${(at % 3) * 10},${'uvw'[at % 3] ?? ''}`),
    );
    expect(found).toBe(
      'The feature "code" gives the target "y" away: it alone is right in 100 % of the rows held out. If it is known only after the target is, leave it out.',
    );
  });

  it('a feature that gives a number away', async () => {
    const found = await leakage(table('a,b,inches,y', (at) => `${row(at)},${at},${at * 2.54}`));
    expect(found).toContain(
      'The feature "inches" gives the target "y" away: it alone is enough for an R² of 1.0000',
    );
  });

  it('a column that counts the rows', async () => {
    const found = await leakage(
      table('a,entry,y', (at) => `${(at * 7919) % 101},${at + 1},${at % 2 === 0 ? 'u' : 'v'}`),
    );
    expect(found).toContain('The feature "entry" looks like a row\'s number or name');
  });

  it.each(['iris', 'wine', 'breast_cancer', 'diabetes'])(
    'and nothing is named in %s but a real copy',
    async (name) => {
      const spec = { source: { kind: 'sample' as const, name: `${name}.csv` } };
      const data = await loadDataset(spec, sampleFiles);
      if (data.kind !== 'table') throw new Error('read as text');
      const selection = selectColumns(data, spec);
      const found = messagesOf(findLeakage(selection, chooseSplit(data, selection, undefined, 0))).join();
      expect(found).not.toContain('gives the target');
      expect(found).not.toContain('looks like a row');
    },
  );
});
