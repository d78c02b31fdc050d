import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DatasetRows, DatasetSummary } from '#contract/dataset.ts';
import { descent } from '../support/cli.ts';
import { temporaryDirectory } from '../support/serve-process.ts';

const folder = temporaryDirectory();
afterAll(() => folder.remove());

describe('descent dataset', () => {
  it('prints what a file is, to people and to programs', async () => {
    const path = join(folder.path, 'things.csv');
    const rows = Array.from(
      { length: 30 },
      (_, row) => `${row / 2};${row % 3 === 0 ? 'red' : 'blue'};${row + 1}`,
    );
    writeFileSync(path, `size;colour;price\n${rows.join('\n')}\n`);
    const printed = await descent(folder.path, 'dataset', path);
    expect(printed.code).toBe(0);
    expect(printed.stdout).toContain('things.csv: csv, 30 rows of 3 columns');
    expect(printed.stdout).toContain('strongest correlations');
    const json = await descent(folder.path, 'dataset', path, '--json', '--set', 'types.price=category');
    const summary = JSON.parse(json.stdout) as DatasetSummary;
    expect(summary.columns.map(({ type }) => type)).toEqual(['number', 'category', 'category']);
    expect(summary.dialect).toMatchObject({ delimiter: ';', encoding: 'utf-8' });
    const page = await descent(folder.path, 'dataset', path, '--json', '--rows', '2', '--from', '4');
    expect((JSON.parse(page.stdout) as DatasetRows).rows).toEqual([
      [1.5, 'red', 4],
      [2, 'blue', 5],
    ]);
  });

  it('takes a sample by its name and says which is near', async () => {
    expect((await descent(folder.path, 'dataset', 'iris')).stdout).toContain('iris.csv: csv, 150 rows');
    const refused = await descent(folder.path, 'dataset', 'irish.csv');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Did you mean "iris.csv"?');
  });
});
