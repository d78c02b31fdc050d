import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { preprocessingStepSchema, type PreprocessingStep } from '#contract/training.ts';
import { categoryColumn } from '../../../src-main/engine/dataset/columns.ts';
import type { Selection } from '../../../src-main/engine/dataset/select.ts';
import { applyPreprocessing, fitPreprocessing } from '../../../src-main/engine/preprocessing/fit.ts';
import { numberColumn, takeRows } from '../../../src-main/engine/preprocessing/frame.ts';
import { preparePredictionRow } from '../../../src-main/engine/preprocessing/prediction-row.ts';

const options = { warn: () => undefined };

const stepInputs = fc.constantFrom<v.InferInput<typeof preprocessingStepSchema>>(
  { step: 'impute' },
  { step: 'impute', with: 'mode', indicator: true, category: 'nothing' },
  { step: 'standardise' },
  { step: 'minMax' },
  { step: 'robust' },
  { step: 'scale', divideBy: 3 },
  { step: 'yeoJohnson' },
  { step: 'quantile' },
  { step: 'quantile', to: 'normal', quantiles: 5 },
  { step: 'clip', tails: 0.1 },
  { step: 'oneHot' },
  { step: 'oneHot', unseen: 'own', drop: 'first', minCount: 2 },
  { step: 'ordinal' },
  { step: 'hashing', buckets: 3 },
  { step: 'targetEncoding', folds: 3 },
  { step: 'dateParts', cyclic: true },
  { step: 'polynomial', columns: ['a', 'b'] },
  { step: 'drop', columns: ['b'] },
);
const steps = fc
  .array(stepInputs, { maxLength: 4 })
  // Filled at the end, so that no list fails for its holes alone.
  .map((list): PreprocessingStep[] =>
    [...list, { step: 'dateParts' as const }, { step: 'impute' as const }].map((step) =>
      v.parse(preprocessingStepSchema, step),
    ),
  );

const value = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -50, max: 50 }).map((n) => n / 4) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);
const word = fc.constantFrom('red', 'blue', 'green', null);
const rowOf = fc.record({
  a: value,
  b: value,
  colour: word,
  day: fc.integer({ min: -1000, max: 20_000 }),
  y: fc.integer({ min: -9, max: 9 }),
});
type Row = typeof rowOf extends fc.Arbitrary<infer T> ? T : never;

function selectionOf(rows: readonly Row[]): Selection {
  return {
    features: [
      numberColumn(
        'a',
        Float64Array.from(rows, (row) => row.a),
      ),
      numberColumn(
        'b',
        Float64Array.from(rows, (row) => row.b),
      ),
      categoryColumn(
        'colour',
        rows.map((row) => row.colour),
      ),
      { type: 'date', name: 'day', values: Float64Array.from(rows, (row) => row.day * 86_400_000) },
    ],
    target: numberColumn(
      'y',
      Float64Array.from(rows, (row) => row.y),
    ),
    rows: Uint32Array.from(rows.keys()),
    warnings: [],
  };
}

/** What is done, or that it is refused in words: a list of steps may ask for what cannot be. */
function attempt<Result>(work: () => Result): Result | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof CodedError) return error.message;
    throw error;
  }
}

const trainCount = 12;
const trainRows = Uint32Array.from({ length: trainCount }, (_, row) => row);
const table = fc.array(rowOf, { minLength: trainCount, maxLength: trainCount });

describe('any list of steps', () => {
  it('learns the same whatever the held-out rows are', () => {
    fc.assert(
      fc.property(steps, table, fc.array(rowOf, { minLength: 1, maxLength: 6 }), (list, train, held) => {
        const withHeld = attempt(() =>
          fitPreprocessing(list, selectionOf([...train, ...held]), trainRows, { seed: 7 }),
        );
        const alone = attempt(() => fitPreprocessing(list, selectionOf(train), trainRows, { seed: 7 }));
        if (typeof alone === 'string' || typeof withHeld === 'string') {
          expect(withHeld).toEqual(alone);
          return;
        }
        expect(withHeld.fitted.steps).toEqual(alone.fitted.steps);
        expect(withHeld.fitted.outputs).toEqual(alone.fitted.outputs);
        expect(withHeld.preview).toEqual(alone.preview);
      }),
    );
  });

  it('does the same after it was saved as JSON, to training rows and to others, and nothing is NaN', () => {
    fc.assert(
      fc.property(steps, table, (list, train) => {
        const selection = selectionOf(train);
        const result = attempt(() => fitPreprocessing(list, selection, trainRows, { seed: 7 }));
        if (typeof result === 'string') return;
        const copy = JSON.parse(JSON.stringify(result.fitted)) as typeof result.fitted;
        for (const training of [{}, { training: selection.target }]) {
          const apply = (fitted: typeof copy) =>
            attempt(() =>
              applyPreprocessing(fitted, selection.features, trainRows, { ...options, ...training }),
            );
          const rows = apply(result.fitted);
          expect(apply(copy)).toEqual(rows);
          if (typeof rows === 'string') continue;
          expect(rows).toHaveLength(trainCount * result.fitted.outputs.length);
          expect(rows.every(Number.isFinite)).toBe(true);
        }
      }),
    );
  });

  it('treats a row alone as it does among others', () => {
    fc.assert(
      fc.property(steps, table, fc.nat(trainCount - 1), (list, train, row) => {
        const selection = selectionOf(train);
        const result = attempt(() => fitPreprocessing(list, selection, trainRows, { seed: 7 }));
        if (typeof result === 'string') return;
        const { fitted } = result;
        const width = fitted.outputs.length;
        const all = attempt(() => applyPreprocessing(fitted, selection.features, trainRows, options));
        if (typeof all === 'string') return;
        const one = applyPreprocessing(fitted, selection.features, Uint32Array.of(row), options);
        expect(one).toEqual(all.slice(row * width, (row + 1) * width));
      }),
    );
  });
});

describe('an out-of-fold encoding', () => {
  const step = v.parse(preprocessingStepSchema, { step: 'targetEncoding', folds: 4 });

  it('never tells a training row its own target', () => {
    fc.assert(
      fc.property(table, fc.nat(trainCount - 1), (train, row) => {
        const encode = (rows: readonly Row[]) => {
          const all = selectionOf(rows);
          const selection = { ...all, features: all.features.filter(({ name }) => name === 'colour') };
          const { fitted } = fitPreprocessing([step], selection, trainRows, { seed: 3 });
          return applyPreprocessing(fitted, selection.features, trainRows, {
            ...options,
            training: selection.target,
          });
        };
        const other = train.map((values, index) =>
          index === row ? { ...values, y: values.y + 100 } : values,
        );
        expect(encode(other)[row]).toBe(encode(train)[row]);
      }),
    );
  });
});

describe('a row typed for prediction', () => {
  it('comes out as the same row of a table does', () => {
    fc.assert(
      fc.property(steps, table, fc.nat(trainCount - 1), (list, train, index) => {
        const selection = selectionOf(train);
        const result = attempt(() => fitPreprocessing(list, selection, trainRows, { seed: 7 }));
        const row = train[index];
        if (typeof result === 'string' || row === undefined) return;
        const { fitted } = result;
        const whole = [row.a, row.b].every((number) => !Number.isNaN(number)) && row.colour !== null;
        if (!whole) return;
        const typed = {
          a: row.a,
          b: String(row.b),
          colour: row.colour,
          day: new Date(row.day * 86_400_000).toISOString().slice(0, 10),
        };
        const inputs = new Set(fitted.inputs.map(({ name }) => name));
        const values = Object.fromEntries(Object.entries(typed).filter(([name]) => inputs.has(name)));
        const expected = attempt(() =>
          applyPreprocessing(fitted, selection.features, Uint32Array.of(index), options),
        );
        if (typeof expected === 'string') return;
        expect(preparePredictionRow(fitted, values).row).toEqual(expected);
      }),
    );
  });
});

describe('rows taken from a column', () => {
  it('are a column of the same type', () => {
    for (const column of selectionOf([{ a: 1, b: 2, colour: 'red', day: 0, y: 1 }]).features) {
      expect(takeRows(column, Uint32Array.of(0, 0))).toMatchObject({ type: column.type, name: column.name });
    }
  });
});
