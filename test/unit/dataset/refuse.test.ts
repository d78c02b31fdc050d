import { describe, expect, it } from 'vitest';
import type { DatasetSpec } from '#contract/dataset.ts';
import { CodedError } from '#contract/errors.ts';
import { loadDataset } from '../../../src-main/engine/dataset/load.ts';
import { sampleFile } from '../../../src-main/engine/dataset/samples.ts';
import { selectColumns } from '../../../src-main/engine/dataset/select.ts';
import { fileOf, fileSpec, resourcesDirectory } from '../../support/dataset-files.ts';

async function refusal(content: string, spec: DatasetSpec = fileSpec()): Promise<string> {
  try {
    const dataset = await loadDataset(spec, fileOf(content, 'people.csv'));
    if (dataset.kind === 'table') selectColumns(dataset, spec);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'invalid_input') return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('bad data is refused with what, where and what to do', () => {
  it('an empty file', async () => {
    expect(await refusal(' \n')).toBe(
      'people.csv is empty. Choose a file with a header row and at least two rows of data.',
    );
  });

  it('a header without rows', async () => {
    expect(await refusal('a,b\n')).toContain('has a header but no rows');
  });

  it('no header', async () => {
    expect(await refusal('5.1,3.5,setosa\n4.9,3.0,setosa\n')).toBe(
      'people.csv has no header: its first row holds numbers (5.1, 3.5, setosa). Add a first row with the names of the columns.',
    );
  });

  it('a row that is too short or too long, by its line in the file', async () => {
    expect(await refusal('a,b,c\n1,2,3\n"4\n4",5,6\n7,8\n')).toBe(
      'people.csv: row 3 (line 5 of the file) is too short: it has 2 cells, expected 3 as in the header. Correct that line, or put cells that contain the delimiter in quotes.',
    );
    expect(await refusal('a,b\n1,2\n3,4,5\n6,7\n')).toContain(
      'row 2 (line 3 of the file) is too long: it has 3',
    );
  });

  it('a quote that is never closed', async () => {
    expect(await refusal('a,b\n1,2\n3,"4\n5,6\n')).toContain('people.csv, line 3: a quote (") opens here');
  });

  it('text in a column of numbers, with row and column', async () => {
    expect(await refusal('age,y\n31,0\nforty,1\n52,0\n')).toBe(
      'people.csv: row 2 (line 3 of the file), column "age": "forty" is not a number. Correct the cell, leave it empty if the value is missing, or set the column\'s type to category or ignore.',
    );
  });

  it('but not in a column that is left out', async () => {
    const spec = fileSpec({ types: { age: 'ignore' }, target: 'y' });
    const table = await loadDataset(spec, fileOf('age,x,y\n31,1,0\nforty,2,1\n52,3,0\n'));
    expect(
      table.kind === 'table' && selectColumns(table, spec).features.map((column) => column.name),
    ).toEqual(['x']);
  });

  it('a target that does not exist, with the nearest name', async () => {
    expect(await refusal('height,weight\n1,2\n3,4\n', fileSpec({ target: 'wieght' }))).toBe(
      'people.csv has no column "wieght". Did you mean "weight"?',
    );
  });

  it('an unknown feature, type or twice-named column', async () => {
    const content = 'height,weight\n1,2\n3,4\n';
    expect(await refusal(content, fileSpec({ features: ['hieght'] }))).toContain('Did you mean "height"?');
    expect(await refusal(content, fileSpec({ types: { wight: 'number' } }))).toContain(
      'Did you mean "weight"?',
    );
    expect(await refusal(content, fileSpec({ target: 'weight', features: ['weight'] }))).toContain(
      'is the target',
    );
    expect(await refusal('a,b,a\n1,2,3\n')).toBe(
      'people.csv: columns 1 and 3 are both named "a". Rename one of them in the header.',
    );
  });

  it('a target with one class, or one number, only', async () => {
    expect(await refusal('x,kind\n1,a\n2,a\n3,a\n')).toContain('The target "kind" has one class only ("a")');
    expect(await refusal('x,y\n1,7\n2,7\n')).toContain('The target "y" is 7 in every row');
  });

  it('free text named as a feature', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `story number ${i},${i}`).join('\n');
    expect(await refusal(`note,y\n${rows}\n`, fileSpec({ features: ['note'] }))).toContain('is free text');
  });

  it('bytes that are no text', async () => {
    const load = loadDataset(fileSpec(), fileOf(Uint8Array.of(0x61, 0xff, 0xc3, 0x28), 'image.csv'));
    await expect(load).rejects.toThrow('image.csv is not text in UTF-8 or UTF-16');
  });

  it('a sample name that leads elsewhere', () => {
    expect(() => sampleFile(resourcesDirectory, '../samples/iris.csv')).toThrow(CodedError);
    expect(() => sampleFile(resourcesDirectory, 'nothing.csv')).toThrow('There is no sample data named');
  });
});
