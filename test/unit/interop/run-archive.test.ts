import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors } from '../../../src-main/engine/training/safetensors.ts';
import { predict } from '../../../src-main/engine/training/predict.ts';
import { forwardPython } from '../../../src-main/interop/model-notes.ts';
import { predictPython } from '../../../src-main/interop/predict-python.ts';
import { smallArchive, smallCheckpoint, smallNetwork, smallRows } from '../../support/small-archive.ts';
import { unzip } from '../../support/unzip.ts';

/** What Python read from the same archive; see test/reference/archive.py. */
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/archive.json'), 'utf8'),
) as {
  readonly names: readonly string[];
  readonly weightsSha256: string;
  readonly arrays: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: number[] }>>;
  readonly predicted: readonly Readonly<Record<string, number>>[];
  readonly points: readonly (readonly [string, number, number, string])[];
};
const entries = unzip(smallArchive());
const textOf = (name: string): string => new TextDecoder().decode(entries.get(name));

describe("a run's archive", () => {
  it('has the files that Python found in it, and the same bytes each time', () => {
    expect([...entries.keys()]).toEqual(reference.names);
    expect(smallArchive()).toEqual(smallArchive());
  });

  it('holds weights that Python reads as they are, without what only training needs', () => {
    const bytes = entries.get('weights.safetensors') ?? new Uint8Array();
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(reference.weightsSha256);
    const read = decodeSafetensors(bytes).arrays.map(({ name, shape, values }) => [
      name,
      { shape, type: 'float32', values: [...values] },
    ]);
    expect(Object.fromEntries(read)).toEqual(reference.arrays);
  });

  it('predicts in Python as it does here', async () => {
    for (const [index, row] of smallRows.entries()) {
      const { classes = [] } = await predict(smallCheckpoint(), row);
      const expected = reference.predicted[index] ?? {};
      expect(classes.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort());
      for (const { name, probability } of classes) expect(probability).toBeCloseTo(expected[name] ?? 0, 6);
    }
  });

  it('holds every point, also those that are no numbers', () => {
    const lines = textOf('metrics.csv').trimEnd().split('\n');
    expect(lines).toEqual([
      'metric,step,time,value',
      'train/loss,1,10,0.5',
      'train/loss,2,20,NaN',
      'train/loss,3,30,-0',
      '"my, own",2,20,1e-300',
    ]);
    expect(reference.points).toEqual([
      ['train/loss', 1, 10, '0.5'],
      ['train/loss', 2, 20, 'NaN'],
      ['train/loss', 3, 30, '-0'],
      ['my, own', 2, 20, '1e-300'],
    ]);
  });

  it('says what is in it and how its weights are to be read', () => {
    const readme = textOf('README.txt');
    expect(readme).toContain('small "network", 小\nRun 7 of Descent 0.1.0');
    expect(readme).toContain('dense1/weights  [3, 3]');
    expect(readme).toContain('One output per class, in this order: "no", "yes".');
    expect(JSON.parse(textOf('spec.json'))).toEqual(smallNetwork.spec);
    expect(JSON.parse(textOf('preprocessing.json'))).toEqual(smallNetwork.preprocessing);
  });
});

describe('the Python program', () => {
  const arrays = smallNetwork.arrays.map(({ name, shape }) => ({
    name: name.replace('weights/', ''),
    shape,
  }));
  const { spec, preprocessing } = smallNetwork;

  it('is left out where a step does more than it knows', () => {
    expect(predictPython(spec, preprocessing, arrays)).not.toBeNull();
    const beyond = [
      { step: 'hashing' },
      { step: 'impute', numbers: [], categories: [], indicators: ['size'] },
      { step: 'oneHot', columns: [{ column: 'town', categories: ['Köln'], other: 'other' }] },
    ];
    for (const step of beyond) {
      const steps = [...preprocessing.steps, step];
      expect(predictPython(spec, { ...preprocessing, steps }, arrays)).toBeNull();
    }
  });

  it('is left out where the layers do not stand in a row', () => {
    const norm = [...arrays, { name: 'norm1/gain', shape: [3] }];
    expect(forwardPython(spec.model, norm)).toBeNull();
    expect(
      forwardPython({ kind: 'lstm', contextLength: 8, layers: 1, units: 4, dropout: 0 }, arrays),
    ).toBeNull();
  });
});
