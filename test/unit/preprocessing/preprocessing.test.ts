import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { preprocessingStepSchema, type PreprocessingStep } from '#contract/training.ts';
import { loadDataset } from '../../../src-main/engine/dataset/load.ts';
import { selectColumns, type Selection } from '../../../src-main/engine/dataset/select.ts';
import {
  applyPreprocessing,
  fitPreprocessing,
  type FitResult,
} from '../../../src-main/engine/preprocessing/fit.ts';
import { encodeTarget } from '../../../src-main/engine/preprocessing/target.ts';
import { preparePredictionRow } from '../../../src-main/engine/preprocessing/prediction-row.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';
import { messagesOf } from '../../support/messages-of.ts';

const steps = (...list: v.InferInput<typeof preprocessingStepSchema>[]): PreprocessingStep[] =>
  list.map((step) => v.parse(preprocessingStepSchema, step));

async function select(content: string, rest = {}): Promise<Selection> {
  const spec = fileSpec(rest);
  const table = await loadDataset(spec, fileOf(content));
  if (table.kind !== 'table') throw new Error('not a table');
  return selectColumns(table, spec);
}

/** Rows 0–3 train, row 4 is held out and far away, so that a leak would show in every figure. */
const content = 'a,b,colour,y\n1,10,red,1\n2,20,red,2\n3,20,blue,3\n6,30,red,4\n1000,1000,green,5\n';
const train = Uint32Array.of(0, 1, 2, 3);
const held = Uint32Array.of(4);

async function fit(
  list: PreprocessingStep[],
  text = content,
  rest = {},
): Promise<FitResult & { selection: Selection }> {
  const selection = await select(text, rest);
  return { ...fitPreprocessing(list, selection, train), selection };
}

function apply(result: Awaited<ReturnType<typeof fit>>, rows: Uint32Array): number[][] {
  const { outputs } = result.fitted;
  const flat = [
    ...applyPreprocessing(result.fitted, result.selection.features, rows, { warn: () => undefined }),
  ];
  return Array.from({ length: rows.length }, (_, row) =>
    flat.slice(row * outputs.length, (row + 1) * outputs.length),
  );
}

async function refusal(list: PreprocessingStep[], text = content): Promise<string> {
  try {
    await fit(list, text);
  } catch (error) {
    if (error instanceof CodedError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('preprocessing', () => {
  it('standardises by the training rows alone', async () => {
    const result = await fit(steps({ step: 'standardise', columns: ['a'] }), content, { features: ['a'] });
    // Mean of 1, 2, 3, 6 is 3, their deviation √3.5.
    expect(apply(result, train).flat()).toEqual([-2, -1, 0, 3].map((x) => Math.fround(x / Math.sqrt(3.5))));
    expect(apply(result, held).flat()).toEqual([Math.fround(997 / Math.sqrt(3.5))]);
  });

  it('brings to [0, 1] by the training rows alone, and divides by a constant', async () => {
    const scaled = await fit(
      steps({ step: 'minMax', columns: ['a'] }, { step: 'scale', divideBy: 10, columns: ['b'] }),
      content,
      {
        features: ['a', 'b'],
      },
    );
    expect(apply(scaled, train)).toEqual([
      [0, 1],
      [Math.fround(0.2), 2],
      [Math.fround(0.4), 2],
      [1, 3],
    ]);
    expect(apply(scaled, held)).toEqual([[Math.fround(199.8), 100]]);
  });

  it('one-hot encodes; a category that training never saw gives zeros and a warning', async () => {
    const result = await fit(steps({ step: 'oneHot' }), content, { features: ['colour'] });
    expect(result.fitted.outputs).toEqual(['colour=blue', 'colour=red']);
    expect(apply(result, train)).toEqual([
      [0, 1],
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
    const warnings: string[] = [];
    const row = applyPreprocessing(result.fitted, result.selection.features, held, {
      warn: ({ message }) => warnings.push(message),
    });
    expect([...row]).toEqual([0, 0]);
    expect(warnings).toEqual([
      '"green" never occurred in the training rows of "colour"; it counts as none of the known categories.',
    ]);
  });

  it('encodes categories by itself when no step does, and says so', async () => {
    const { fitted, notes } = await fit([]);
    expect(fitted.outputs).toEqual(['a', 'b', 'colour=blue', 'colour=red']);
    expect(messagesOf(notes)).toEqual(['One-hot encoded, since no step says otherwise: colour.']);
  });

  it.each([
    ['mean', 11 / 3],
    ['median', 2],
    ['constant', -1],
  ] as const)(
    'fills holes by the %s of the training rows, categories by the commonest',
    async (kind, value) => {
      const text = 'a,colour,y\n1,red,1\n2,red,2\n,blue,3\n8,?,4\n,green,5\n';
      const result = await fit(steps({ step: 'impute', with: kind, constant: -1 }), text);
      expect(apply(result, Uint32Array.of(2, 3, 4))).toEqual([
        [Math.fround(value), 1, 0],
        [8, 0, 1],
        [Math.fround(value), 0, 0],
      ]);
    },
  );

  it('leaves a constant column at zero instead of dividing by zero', async () => {
    const text = 'a,b,y\n5,1,1\n5,2,2\n5,3,3\n5,4,4\n5,5,5\n';
    const result = await fit(steps({ step: 'standardise' }), text);
    expect(apply(result, train).map((row) => row[0])).toEqual([0, 0, 0, 0]);
  });

  it('shapes columns into an image of exactly their number', async () => {
    const { fitted } = await fit(steps({ step: 'image', shape: [2, 1, 1] }), content, {
      features: ['a', 'b'],
    });
    expect(fitted.shape).toEqual([2, 1, 1]);
    expect(await refusal(steps({ step: 'image', shape: [2, 2, 2] }))).toContain(
      'An image of 2 × 2 × 2 needs 8 columns, but there are 4.',
    );
  });

  it('scales the target when it is named, any number of times, and knows the way back', async () => {
    const { fitted, selection } = await fit(
      steps({ step: 'standardise', columns: ['y'] }, { step: 'scale', divideBy: 4, columns: ['y'] }),
    );
    const encoded = encodeTarget(fitted.target, selection.target, train);
    const z = [-1.5, -0.5, 0.5, 1.5].map((x) => x / Math.sqrt(1.25) / 4);
    for (const [row, value] of z.entries()) expect(encoded[row]).toBeCloseTo(value, 6);
    const { target } = fitted;
    if (target.kind !== 'number') throw new Error('not a number');
    expect((encoded[3] ?? 0) * target.divideBy + target.shift).toBeCloseTo(4, 6);
  });

  it('gives the same rows after a round trip through JSON', async () => {
    const result = await fit(steps({ step: 'impute' }, { step: 'standardise' }, { step: 'oneHot' }));
    const copy = { ...result, fitted: JSON.parse(JSON.stringify(result.fitted)) as typeof result.fitted };
    expect(apply(copy, held)).toEqual(apply(result, held));
  });

  it('refuses what cannot work, and says what to do', async () => {
    expect(await refusal([], 'a,y\n1,1\n,2\n3,3\n4,4\n5,5\n')).toBe(
      'Column "a" has no value in row 2, and no step fills it. Add {"step": "impute"} as the first step, or leave the column out of the features.',
    );
    expect(await refusal(steps({ step: 'standardise', columns: ['colour'] }))).toContain(
      '"colour" holds categories',
    );
    expect(await refusal(steps({ step: 'standardise', columns: ['bb'] }))).toContain('Did you mean "b"?');
    expect(await refusal(steps({ step: 'impute', with: 'constant' }))).toContain('needs the constant');
    expect(await refusal(steps({ step: 'characters' }))).toContain('is for text');
    expect(await refusal(steps({ step: 'oneHot', columns: ['y'] }))).toContain(
      'cannot work on the target "y"',
    );
  });
});

describe('a row typed for prediction', () => {
  const row = async (values: Record<string, string | number | null>) => {
    const { fitted } = await fit(steps({ step: 'standardise', columns: ['a'] }));
    const prepared = preparePredictionRow(fitted, values);
    return { row: [...prepared.row], warnings: messagesOf(prepared.warnings) };
  };

  it('goes through the fitted steps', async () => {
    expect(await row({ a: 3, b: '7,5', colour: 'blue' })).toEqual({ row: [0, 7.5, 1, 0], warnings: [] });
  });

  it('says what was left out and what was unseen', async () => {
    const { row: values, warnings } = await row({ b: 7, colour: 'pink' });
    // The middle of 1, 2, 3, 6 that the data has is 2.
    expect(values).toEqual([Math.fround(-1 / Math.sqrt(3.5)), 7, 0, 0]);
    expect(warnings).toEqual([
      '"a" was left out; the typical value 2 is used.',
      '"pink" never occurred in the training rows of "colour"; it counts as none of the known categories.',
    ]);
  });

  it('refuses an unknown input and text for a number', async () => {
    await expect(row({ color: 'red' })).rejects.toThrow(
      'The model has no input "color". Did you mean "colour"?',
    );
    await expect(row({ a: 'big' })).rejects.toThrow('"big" is not a number, and the input "a" needs one.');
  });
});
