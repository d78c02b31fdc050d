import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { datePartNames, preprocessingStepSchema, type PreprocessingStep } from '#contract/training.ts';
import { murmurHash } from '../../../src-main/base/murmur-hash.ts';
import { normalQuantile } from '../../../src-main/base/normal.ts';
import { isImageStep } from '../../../src-main/engine/preprocessing/image/fit-images.ts';
import { categoryColumn } from '../../../src-main/engine/dataset/columns.ts';
import { parseDate } from '../../../src-main/engine/dataset/dates.ts';
import type { TargetColumn, UsableColumn } from '../../../src-main/engine/dataset/select.ts';
import { numberColumn, takeRows, type Frame } from '../../../src-main/engine/preprocessing/frame.ts';
import { quietContext } from '../../../src-main/engine/preprocessing/step.ts';
import { applyStep, fitStep, type ColumnStep } from '../../../src-main/engine/preprocessing/steps.ts';
import { partOf } from '../../../src-main/engine/preprocessing/steps/date-parts.ts';
import {
  applyTargetEncoding,
  fitTargetEncoding,
  outOfFold,
} from '../../../src-main/engine/preprocessing/steps/target-encoding.ts';
import { isTextStep } from '../../../src-main/engine/preprocessing/text/tokenizer.ts';
import { bestLambda } from '../../../src-main/engine/preprocessing/steps/yeo-johnson.ts';
import { expectClose } from '../../support/close.ts';

type Matrix = readonly (readonly (number | null)[])[];
interface Reference {
  readonly train: number;
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
  readonly categories: Readonly<Record<string, readonly string[]>>;
  readonly number: readonly number[];
  readonly two: readonly string[];
  readonly three: readonly string[];
  readonly folds: readonly number[];
  readonly cases: readonly {
    readonly name: string;
    readonly steps: readonly unknown[];
    readonly features: readonly string[];
    readonly expected: Matrix;
  }[];
  readonly targetEncoding: readonly {
    readonly target: 'number' | 'two' | 'three';
    readonly smooth: number | null;
    readonly expected: Matrix;
    readonly outOfFold: Matrix;
  }[];
  readonly yeoJohnson: readonly {
    readonly column: string;
    readonly scikitLearn: number;
    readonly lambda: number;
    readonly expected: readonly (number | null)[];
    readonly expectedByScikitLearn: readonly (number | null)[];
  }[];
  readonly dates: readonly ({ readonly text: string; readonly milliseconds: number } & Readonly<
    Record<(typeof datePartNames)[number], number>
  >)[];
}

const path = resolve(import.meta.dirname, '../../reference/preprocessing.json');
const reference = JSON.parse(readFileSync(path, 'utf8')) as Reference;
const train = Uint32Array.from({ length: reference.train }, (_, row) => row);
const tolerance = 1e-12;

function columnOf(name: string): UsableColumn {
  const numbers = reference.columns[name];
  if (numbers !== undefined) {
    return numberColumn(
      name,
      Float64Array.from(numbers, (value) => value ?? Number.NaN),
    );
  }
  return categoryColumn(name, reference.categories[name] ?? []);
}

function targetOf(kind: 'number' | 'two' | 'three'): TargetColumn {
  return kind === 'number'
    ? numberColumn('y', Float64Array.from(reference.number))
    : categoryColumn('y', reference[kind]);
}

function stepOf(step: unknown): ColumnStep {
  const parsed: PreprocessingStep = v.parse(preprocessingStepSchema, step);
  if (parsed.step === 'image' || isTextStep(parsed) || isImageStep(parsed))
    throw new Error('no step of columns');
  return parsed;
}

function context(target: TargetColumn) {
  return {
    path: 'preprocessing.0',
    index: 0,
    seed: 1,
    target: takeRows(target, train),
    rowOf: (row: number) => row + 1,
  };
}

/** Column by column: null is a hole. */
function expectColumns(frame: Frame, expected: Matrix, within = tolerance): void {
  expect(expected[0]).toHaveLength(frame.length);
  for (const [index, column] of frame.entries()) {
    if (column.type !== 'number') throw new Error(`${column.name} is no number`);
    expectClose(
      column.values,
      expected.map((row) => row[index] ?? Number.NaN),
      within,
      column.name,
    );
  }
}

describe('a step of preprocessing gives what scikit-learn gives', () => {
  it.each(reference.cases)('$name', ({ steps, features, expected }) => {
    const frame = features.map(columnOf);
    const step = stepOf(steps[0]);
    const rows = frame.map((column) => takeRows(column, train));
    const fitted = fitStep(step, rows, rows, context(targetOf('number')));
    expectColumns(applyStep(fitted, frame, quietContext(null)), expected);
  });

  it.each(reference.targetEncoding)(
    'target encoding by $target, smoothed by $smooth, on all rows and out of fold',
    ({ target, smooth, expected, outOfFold: held }) => {
      const step = stepOf({ step: 'targetEncoding', ...(smooth === null ? {} : { smooth }) });
      if (step.step !== 'targetEncoding') throw new Error('another step');
      const y = targetOf(target);
      const columns = Object.keys(reference.categories).map((name) => columnOf(name));
      const words = columns.filter((column) => column.type === 'category');
      const rows = words.map((column) => takeRows(column, train));
      const fitted = fitTargetEncoding(step, rows, context(y));
      expectColumns(applyTargetEncoding(fitted, columns, quietContext(null)), expected);
      const folds = Int32Array.from(reference.folds);
      const encoded = rows.flatMap((column, index) =>
        outOfFold(column, fitted.columns[index]?.categories ?? [], takeRows(y, train), folds, smooth),
      );
      expectColumns(
        encoded.map((values) => numberColumn('x', values)),
        held,
      );
    },
  );

  it.each(reference.yeoJohnson)(
    'Yeo–Johnson on $column, with the exponent of greatest likelihood',
    ({ column, lambda, scikitLearn, expected, expectedByScikitLearn }) => {
      const rows = takeRows(columnOf(column), train);
      if (rows.type !== 'number') throw new Error('no number');
      const found = bestLambda(rows.values.filter((value) => !Number.isNaN(value)));
      expect(Math.abs(found - lambda)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(lambda)));
      // Its own search stops at about eight digits.
      expect(Math.abs(found - scikitLearn)).toBeLessThan(1e-6);
      const step = stepOf({ step: 'yeoJohnson' });
      const fitted = fitStep(step, [rows], [rows], context(targetOf('number')));
      const out = applyStep(fitted, [columnOf(column)], quietContext(null));
      expectColumns(
        out,
        expected.map((value) => [value]),
      );
      expectColumns(
        out,
        expectedByScikitLearn.map((value) => [value]),
        1e-6,
      );
    },
  );
});

describe('dates', () => {
  it.each(reference.dates)('$text is read, and has the parts that a calendar gives it', (date) => {
    expect(parseDate(date.text)).toBe(date.milliseconds);
    for (const part of datePartNames) expect(partOf(date.milliseconds, part)).toBeCloseTo(date[part], 12);
  });
});

describe('the mathematics beneath', () => {
  it('has the quantiles of the normal distribution', () => {
    // R: qnorm(c(1e-10, 0.001, 0.3, 0.5, 0.975)), 16 digits.
    expectClose(
      [1e-10, 0.001, 0.3, 0.5, 0.975].map(normalQuantile),
      [-6.361340902404056, -3.090232306167813, -0.5244005127080407, 0, 1.959963984540054],
      1e-14,
      'qnorm',
    );
  });

  it('has MurmurHash3, by its published test values', () => {
    expect([
      murmurHash(''),
      murmurHash('', 1),
      murmurHash('test'),
      murmurHash('Hello, world!', 0x9747b28c),
    ]).toEqual([0, 0x514e28b7, 0xba6bd213 | 0, 0x24884cba]);
  });
});
