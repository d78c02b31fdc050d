import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { proposeSpec } from '../../../src-main/engine/training/propose.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import type { DatasetFiles } from '../../../src-main/engine/dataset/files.ts';
import { resourcesDirectory, sampleFiles } from '../../support/dataset-files.ts';
import { sampleSpec } from '../../support/training.ts';
import { countVerses } from '../../support/verse.ts';

function textFile(text: string): DatasetFiles {
  const bytes = new TextEncoder().encode(text);
  return {
    resolve: () => Promise.resolve({ path: null, name: 'a.txt', bytes: () => Promise.resolve(bytes) }),
  };
}

describe('what is proposed for a text', () => {
  it('is an LSTM where it is short, in which characters that occur once are unknown if there are many', async () => {
    const spec = await proposeSpec({ source: { kind: 'sample', name: 'tang300.txt' } }, sampleFiles);
    // The sample that writes in metre is this very proposal.
    const { model, preprocessing, optimizer, steps } = sampleSpec('tang-metre');
    expect(spec).toMatchObject({ model, preprocessing, optimizer, steps });
  });

  it('is a transformer where it is long', async () => {
    const files = textFile('In the beginning God created the heaven and the earth. '.repeat(4000));
    const spec = await proposeSpec({ source: { kind: 'file', path: 'a.txt' } }, files);
    expect(spec.model).toMatchObject({ kind: 'transformer', width: 128 });
    expect(spec.preprocessing).toEqual([{ step: 'characters', minCount: 1 }]);
  });

  it.each(['ab', 'a line\n'.repeat(3), 'word '.repeat(100)])('fits however short it is: %j', async (text) => {
    const spec = await proposeSpec({ source: { kind: 'file', path: 'a.txt' } }, textFile(text));
    const { issues } = await planSpec(spec, textFile(text));
    // Two characters are too few for any training, and it says so.
    expect(issues.map(({ path }) => path)).toEqual(text === 'ab' ? ['model.contextLength'] : []);
  });
});

describe('verses', () => {
  it('of the poems themselves have five or seven characters', () => {
    const poems = readFileSync(join(resourcesDirectory, 'samples', 'tang300.txt'), 'utf8');
    const { verses, regular } = countVerses(`\n${poems}\n`);
    expect(verses).toBeGreaterThan(2000);
    expect(regular / verses).toBeGreaterThan(0.9);
  });

  it('are counted without titles, authors, separators, and lines that are cut off', () => {
    expect(countVerses('春\n《题》\n作者：某\n一二三四五，一二三。\n一二三四五六七。\n%\n一二')).toEqual({
      verses: 3,
      regular: 2,
    });
  });
});
