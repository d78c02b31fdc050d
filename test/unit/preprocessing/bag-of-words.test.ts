import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  preprocessingStepSchema,
  type PreprocessingStep,
  type TrainingSpecInput,
} from '#contract/training.ts';
import type { Sentence } from '#contract/sentence.ts';
import { categoryColumn } from '../../../src-main/engine/dataset/columns.ts';
import type { Frame } from '../../../src-main/engine/preprocessing/frame.ts';
import { quietContext, type ApplyContext } from '../../../src-main/engine/preprocessing/step.ts';
import {
  applyBag,
  fitBag,
  type FittedBag,
} from '../../../src-main/engine/preprocessing/steps/bag-of-words.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { predict } from '../../../src-main/engine/training/predict.ts';
import { proposeSpec } from '../../../src-main/engine/training/propose.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';
import { runTraining, spec } from '../../support/training.ts';
import { messagesOf } from '../../support/messages-of.ts';

type Matrix = readonly (readonly number[])[];
interface Bag {
  readonly options: Readonly<Record<string, unknown>>;
  readonly terms: readonly string[];
  readonly train: Matrix;
  readonly test: Matrix;
}
// Written by text.py, in this shape.
const { bags } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../reference/text.json'), 'utf8'),
) as {
  readonly bags: {
    readonly train: readonly string[];
    readonly test: readonly string[];
    readonly by: Readonly<Record<string, Bag>>;
  };
};

function stepOf(options: object): Extract<PreprocessingStep, { step: 'bagOfWords' }> {
  const step = v.parse(preprocessingStepSchema, { step: 'bagOfWords', ...options });
  if (step.step !== 'bagOfWords') throw new Error('another step');
  return step;
}
const column = (texts: readonly (string | null)[]) => categoryColumn('note', texts);
const fit = (options: object, texts: readonly (string | null)[]): FittedBag =>
  fitBag(stepOf(options), [column(texts)], {
    path: 'preprocessing.0',
    index: 0,
    seed: 0,
    target: column(texts),
    rowOf: (row) => row,
  });
const apply = (fitted: FittedBag, texts: readonly (string | null)[], context?: ApplyContext): Frame =>
  applyBag(fitted, [column(texts)], context ?? quietContext(null));

function expectRows(frame: Frame, expected: Matrix): void {
  expect(frame).toHaveLength(expected[0]?.length ?? 0);
  for (const [row, numbers] of expected.entries()) {
    for (const [place, number] of numbers.entries()) {
      const output = frame[place];
      expect(output?.type === 'number' ? output.values[row] : null).toBeCloseTo(number, 12);
    }
  }
}

describe('a bag of words', () => {
  it.each(Object.entries(bags.by))('is what scikit-learn makes of the texts: %s', (_, bag) => {
    const fitted = fit(bag.options, bags.train);
    expect(fitted.columns[0]?.terms).toEqual(bag.terms);
    expectRows(apply(fitted, bags.train), bag.train);
    expectRows(apply(fitted, bags.test), bag.test);
  });

  it('takes every character of a script without spaces, and pairs of neighbours when asked to', () => {
    const fitted = fit({ longest: 2, minCount: 2 }, ['好看的电影', '电影不好看', null]);
    expect(fitted.columns[0]?.terms).toEqual(['好', '好 看', '影', '电', '电 影', '看']);
  });

  it('reports a text of which it knows nothing, and gives a missing one zeros', () => {
    const warnings: string[] = [];
    const context = { ...quietContext(null), warn: ({ message }: Sentence) => void warnings.push(message) };
    const frame = apply(fit({ minCount: 1 }, ['good film', 'bad film']), ['zebra', null], context);
    expect(warnings.join()).toContain('One text of "note" has no term that the training texts taught');
    for (const output of frame) expect(output.type === 'number' && [...output.values]).toEqual([0, 0]);
  });

  it('refuses where no term is common enough', () => {
    expect(() => fit({ minCount: 3 }, ['good film', 'bad film'])).toThrow('No word is in 3 or more');
  });
});

describe('a table with a column of free text', () => {
  const good = [
    'a lovely film',
    'what a great story',
    'great fun and lovely music',
    'I liked this great film',
  ];
  const bad = ['a dull film', 'what an awful story', 'awful noise and dull faces', 'I left this awful film'];
  const rows = Array.from({ length: 15 }, (_, round) => [
    ...good.map((text, at) => `"${text}, no. ${round}${at}",good`),
    ...bad.map((text, at) => `"${text}, no. ${round}${at}",bad`),
  ]).flat();
  const files = fileOf(`review,opinion\n${rows.join('\n')}\n`);
  const dataset = fileSpec({ target: 'opinion', types: { review: 'text' } });
  const document: TrainingSpecInput = {
    dataset,
    preprocessing: [{ step: 'bagOfWords' }],
    model: { kind: 'linear' },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'adam', learningRate: 0.05 },
    epochs: 20,
  };

  it('is learned from, and asked with a text of a person', async () => {
    const outcome = await runTraining(spec(document), { files });
    expect(outcome.points('val/accuracy').at(-1)?.value).toBe(1);
    expect(outcome.result('predictionInputs')).toMatchObject([{ name: 'review', type: 'text' }]);
    const ask = (review: string) => predict(outcome.checkpoint ?? new Uint8Array(), { review });
    expect(await ask('A GREAT film, lovely!')).toMatchObject({ value: 'good', warnings: [] });
    expect(messagesOf((await ask('zebra')).warnings).join()).toContain(
      'no term that the training texts taught',
    );
  });

  it('goes on from a checkpoint as if it had not stopped', async () => {
    const whole = await runTraining(spec(document), { files });
    const half = await runTraining(spec({ ...document, epochs: 10 }), { files });
    const rest = await runTraining(spec(document), {
      files,
      checkpoint: half.checkpoint ?? new Uint8Array(),
    });
    expect(rest.points('batch/loss').at(-1)).toEqual(whole.points('batch/loss').at(-1));
  });

  it('is proposed a bag of words, and told of it where the spec has none', async () => {
    const proposed = await proposeSpec(dataset, files);
    expect(proposed.preprocessing).toMatchObject([{ step: 'bagOfWords' }]);
    expect((await planSpec(proposed, files)).issues).toEqual([]);
    const { issues } = await planSpec(
      spec({ ...document, preprocessing: [], dataset: { ...dataset, features: ['review'] } }),
      files,
    );
    expect(issues).toMatchObject([{ path: 'dataset.features.0' }]);
    expect(issues[0]?.message).toContain('add the step "bagOfWords"');
  });
});
