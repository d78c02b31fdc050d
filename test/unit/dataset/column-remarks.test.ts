import { describe, expect, it } from 'vitest';
import type { DatasetSummary } from '#contract/dataset.ts';
import { describeDataset } from '../../../src-main/engine/dataset/describe.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';
import { messagesOf } from '../../support/messages-of.ts';

const described = (header: string, rows: readonly string[]): Promise<DatasetSummary> =>
  describeDataset(fileSpec(), fileOf([header, ...rows].join('\n')));
const rows = (row: (index: number) => string): string[] =>
  Array.from({ length: 12 }, (_, index) => row(index));

describe('remarks on columns', () => {
  it('say what is the same of several columns once', async () => {
    const { warnings } = await described(
      'a,b,c,d,e,y',
      rows((index) => `1,2,3,${index === 0 ? '' : index},${index < 2 ? '' : index / 2},${index % 2}`),
    );
    expect(messagesOf(warnings)).toEqual([
      'Values are missing in "d" (1) and "e" (2).',
      '"a", "b" and "c" have the same value in every row; they tell nothing.',
    ]);
  });

  it('count columns beyond the first eight', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `c${index}`);
    const { warnings } = await described(
      [...names, 'y'].join(','),
      rows((index) => [...names.map(() => '5'), index % 3].join(',')),
    );
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toContain('"c7" and 3 more columns have the same value');
  });

  it('know the number of a row in Chinese', async () => {
    const { warnings } = await described(
      '学号,面积,价格',
      rows((index) => `${index * 7 + 3},${index % 5},${index % 4}`),
    );
    expect(messagesOf(warnings)).toEqual([
      'Column "学号" looks like a row\'s number or name; leave it out of the features.',
    ]);
  });
});

describe('what was merely found in a file', () => {
  it('is information beside the warnings, which still have all of it', async () => {
    const { warnings, information } = await describeDataset(
      fileSpec(),
      fileOf(['a;b', ...rows((index) => `${index % 3};${index === 0 ? '' : index % 5}`)].join('\n')),
    );
    const found = 'Cells are separated by semicolons, as found in the file.';
    expect(messagesOf(information)).toEqual([found]);
    expect(messagesOf(warnings)).toEqual([found, 'Column "b" has one missing value.']);
  });
});
