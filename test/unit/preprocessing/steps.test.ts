import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import type { DatasetSpec } from '#contract/dataset.ts';
import { preprocessingStepSchema, type PreprocessingStep } from '#contract/training.ts';
import { loadDataset } from '../../../src-main/engine/dataset/load.ts';
import { selectColumns, type Selection } from '../../../src-main/engine/dataset/select.ts';
import { applyPreprocessing, fitPreprocessing } from '../../../src-main/engine/preprocessing/fit.ts';
import { preparePredictionRow } from '../../../src-main/engine/preprocessing/prediction-row.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';
import { messagesOf } from '../../support/messages-of.ts';

type StepInput = v.InferInput<typeof preprocessingStepSchema>;
const parsed = (list: readonly StepInput[]): PreprocessingStep[] =>
  list.map((step) => v.parse(preprocessingStepSchema, step));

/** Rows 0–4 train; row 5 is held out and holds what training never saw. */
const content = `when,price,colour,size,y
2024-01-31,10,red,small,1
2024-02-29 12:30,0,blue,large,2
2023-12-25,99,red,medium,3
2024-01-31,3,green,small,4
2024-06-01,7,red,large,5
2025-01-01,-4,violet,huge,6
`;
const train = Uint32Array.of(0, 1, 2, 3, 4);
const held = Uint32Array.of(5);

async function select(text: string, rest: Omit<DatasetSpec, 'source'> = {}): Promise<Selection> {
  const table = await loadDataset(fileSpec(rest), fileOf(text));
  if (table.kind !== 'table') throw new Error('not a table');
  return selectColumns(table, fileSpec(rest));
}

async function fit(list: readonly StepInput[], features: readonly string[], text = content) {
  const selection = await select(text, { features: [...features] });
  const result = fitPreprocessing(parsed(list), selection, train);
  const warnings: string[] = [];
  const apply = (rows: Uint32Array): number[][] => {
    const flat = [
      ...applyPreprocessing(result.fitted, selection.features, rows, {
        warn: ({ message }) => warnings.push(message),
      }),
    ];
    const width = result.fitted.outputs.length;
    return Array.from({ length: rows.length }, (_, row) => flat.slice(row * width, (row + 1) * width));
  };
  return { ...result, apply, warnings };
}

async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CodedError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('dates', () => {
  it('become the parts that differ among the training rows', async () => {
    const { fitted, apply } = await fit([{ step: 'dateParts' }], ['when']);
    expect(fitted.inputs).toEqual([{ name: 'when', type: 'date', example: '2024-01-31' }]);
    expect(fitted.outputs).toEqual([
      'when year',
      'when month',
      'when day',
      'when weekday',
      'when hour',
      'when dayOfYear',
    ]);
    expect(apply(Uint32Array.of(1))).toEqual([[2024, 2, 29, 3, 12.5, 60]]);
  });

  it('do so by themselves when no step takes them, and a note says so', async () => {
    const { fitted, notes } = await fit([], ['when']);
    expect(fitted.outputs).toContain('when month');
    expect(messagesOf(notes)).toEqual(['Turned into parts of the date, since no step says otherwise: when.']);
  });

  it('lie on a circle when they are cyclic: December beside January', async () => {
    const { fitted, apply } = await fit([{ step: 'dateParts', parts: ['month'], cyclic: true }], ['when']);
    expect(fitted.outputs).toEqual(['when month sine', 'when month cosine']);
    const [january = [], december = []] = apply(Uint32Array.of(0, 2));
    expect(january).toEqual([0, 1]);
    expect(Math.hypot((december[0] ?? 0) - 0, (december[1] ?? 0) - 1)).toBeCloseTo(
      2 * Math.sin(Math.PI / 12),
      6,
    );
  });

  it('may be typed for a prediction; what is none is refused', async () => {
    const { fitted } = await fit([{ step: 'dateParts', parts: ['day'] }], ['when']);
    expect([...preparePredictionRow(fitted, { when: '2024/3/7' }).row]).toEqual([7]);
    expect(messagesOf(preparePredictionRow(fitted, {}).warnings)).toEqual([
      '"when" was left out; the typical value 2024-01-31 is used.',
    ]);
    expect(await refusal(() => preparePredictionRow(fitted, { when: 'soon' }))).toBe(
      '"soon" is not a date, and the input "when" needs one, such as 2024-01-31.',
    );
  });
});

describe('a category that training never saw', () => {
  it('has a column of its own where the step says so', async () => {
    const { fitted, apply, warnings } = await fit([{ step: 'oneHot', unseen: 'own' }], ['colour']);
    expect(fitted.outputs).toEqual(['colour=blue', 'colour=green', 'colour=red', 'colour=other']);
    expect(apply(held)).toEqual([[0, 0, 0, 1]]);
    expect(warnings).toEqual([
      '"violet" never occurred in the training rows of "colour"; it counts as "other".',
    ]);
  });

  it('is refused where the step says so, at the place where it was given', async () => {
    const { fitted, apply } = await fit([{ step: 'oneHot', unseen: 'error' }], ['colour']);
    expect(await refusal(() => apply(held))).toContain('Known are blue, green, red.');
    try {
      preparePredictionRow(fitted, { colour: 'pink' });
    } catch (error) {
      expect(error).toMatchObject({ details: { issues: [{ path: 'values.colour' }] } });
    }
    expect.assertions(2);
  });

  it('is filled by a later step when it counts as missing', async () => {
    const { apply, warnings } = await fit(
      [
        { step: 'ordinal', order: ['small', 'medium', 'large'], unseen: 'missing' },
        { step: 'impute', with: 'constant', constant: 9 },
      ],
      ['size'],
    );
    expect(apply(Uint32Array.of(0, 1, 5))).toEqual([[0], [2], [9]]);
    expect(warnings).toEqual(['"huge" never occurred in the training rows of "size"; it counts as missing.']);
  });

  it('counts as the mean of all in a target encoding', async () => {
    const { apply, warnings } = await fit([{ step: 'targetEncoding' }], ['colour']);
    expect(apply(held)).toEqual([[3]]);
    expect(warnings).toEqual([
      '"violet" never occurred in the training rows of "colour"; it counts as the mean of all.',
    ]);
  });
});

describe('columns', () => {
  it('are kept in the order named, and what is dropped is not asked for at prediction', async () => {
    const kept = await fit(
      [{ step: 'select', columns: ['size', 'price'] }, { step: 'ordinal' }],
      ['price', 'colour', 'size'],
    );
    expect(kept.fitted.outputs).toEqual(['size', 'price']);
    expect(kept.fitted.inputs.map(({ name }) => name)).toEqual(['price', 'size']);
    const dropped = await fit([{ step: 'drop', columns: ['colour'] }], ['price', 'colour']);
    expect(dropped.fitted.outputs).toEqual(['price']);
    expect(await refusal(() => preparePredictionRow(dropped.fitted, { colour: 'red' }))).toContain(
      'no input "colour"',
    );
  });

  it('stay inputs when something was made of them before they were dropped', async () => {
    const { fitted } = await fit(
      [
        { step: 'polynomial', columns: ['price'] },
        { step: 'drop', columns: ['price'] },
      ],
      ['price'],
    );
    expect(fitted.outputs).toEqual(['price^2']);
    expect(fitted.inputs.map(({ name }) => name)).toEqual(['price']);
  });

  it('that are required refuse a row without them instead of filling it in', async () => {
    const { fitted } = await fit([{ step: 'require', columns: ['price'] }], ['price']);
    expect(await refusal(() => preparePredictionRow(fitted, {}))).toBe(
      '"price" has no value, and the step "require" refuses rows without one.',
    );
  });

  it('tell where something was missing', async () => {
    const text = content.replace('2024-01-31,3,', '2024-01-31,,');
    const { fitted, apply } = await fit([{ step: 'impute', indicator: true }], ['price'], text);
    expect(fitted.outputs).toEqual(['price', 'price missing']);
    expect(apply(Uint32Array.of(2, 3))).toEqual([
      [99, 0],
      [29, 1],
    ]);
  });
});

describe('the preview', () => {
  it('shows the columns that a step changed, before and after, on the first training rows', async () => {
    const { preview } = await fit([{ step: 'log', columns: ['price'] }], ['price', 'colour']);
    expect(preview).toEqual([
      {
        step: 'log',
        index: 0,
        before: [{ name: 'price', values: [10, 0, 99, 3, 7] }],
        after: [{ name: 'price', values: [10, 0, 99, 3, 7].map(Math.log1p) }],
        changed: 1,
        made: 1,
        columns: 3,
      },
      {
        step: 'oneHot',
        index: null,
        before: [{ name: 'colour', values: ['red', 'blue', 'red', 'green', 'red'] }],
        after: [
          { name: 'colour=blue', values: [0, 1, 0, 0, 0] },
          { name: 'colour=green', values: [0, 0, 0, 1, 0] },
          { name: 'colour=red', values: [1, 0, 1, 0, 1] },
        ],
        changed: 1,
        made: 3,
        columns: 5,
      },
    ]);
  });
});

describe('a step that cannot work', () => {
  const refused = (step: StepInput, features: readonly string[], text?: string) =>
    refusal(() => fit([step], features, text));

  it.each<[StepInput, readonly string[], string]>([
    [{ step: 'log' }, ['price'], 'The step "log" is for amounts from 0 on, but "price" holds -4 in row 5.'],
    [{ step: 'clip' }, ['price'], 'Clipping needs a limit'],
    [{ step: 'clip', min: 2, max: 1 }, ['price'], 'max 1 is below min 2'],
    [
      { step: 'ordinal', order: ['small', 'large'] },
      ['size'],
      'The order lacks "medium", which "size" holds',
    ],
    [{ step: 'standardise', columns: ['when'] }, ['when'], '"when" holds dates'],
    [{ step: 'oneHot', columns: ['when'] }, ['when'], '"when" holds dates'],
    [{ step: 'dateParts', columns: ['price'] }, ['price'], '"price" holds numbers'],
    [{ step: 'drop', columns: ['price'] }, ['price'], 'No column would be left'],
    [{ step: 'quantile', columns: ['y'] }, ['price'], 'cannot work on the target "y"'],
    [{ step: 'select', columns: ['prize'] }, ['price'], 'Did you mean "price"?'],
  ])('%j is refused in words', async (step, features, message) => {
    const text = content.replace('06-01,7', '06-01,-4');
    expect(await refused(step, features, text)).toContain(message);
  });

  it('is refused when its products would be too many', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `c${i}`);
    const text = `${names.join(',')},y\n${Array.from({ length: 6 }, (_, row) => [...names.map((_, i) => row * i + 1), row].join(',')).join('\n')}\n`;
    expect(await refused({ step: 'polynomial', degree: 4 }, names, text)).toContain('at most 5000 are made');
  });

  it('is refused when a number becomes too large for the model', async () => {
    const { apply } = await fit([{ step: 'polynomial', degree: 6 }], ['price'], content.replace('99', '1e9'));
    expect(await refusal(() => apply(train))).toContain('too large for a model');
  });
});
