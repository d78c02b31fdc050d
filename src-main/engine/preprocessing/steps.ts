import type { PreprocessingStep } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { median, moments } from '../../base/statistics.ts';
import type { UsableColumn } from '../dataset/select.ts';
import type { CategoryColumn, NumberColumn } from '../dataset/table.ts';
import type { FittedStep } from './fitted.ts';
import { numberColumn, rowCountOf, wordOf, type Frame } from './frame.ts';

type ColumnStep = Exclude<PreprocessingStep, { step: 'image' | 'characters' }>;

/**
 * Learns a step from the training rows alone. `path` is the step's place in the spec, for messages. Throws
 * `invalid_input` when the step is asked to work on columns that it cannot.
 */
export function fitStep(step: ColumnStep, columns: Frame, path: string): FittedStep {
  switch (step.step) {
    case 'impute':
      return fitImpute(step, columns, path);
    case 'standardise':
      return fitAffine(step.step, numbers(step.step, columns, path), (values) => {
        const { mean, standardDeviation } = moments(values);
        return { shift: mean, divideBy: standardDeviation };
      });
    case 'minMax':
      return fitAffine(step.step, numbers(step.step, columns, path), (values) => {
        const { min, max } = moments(values);
        return { shift: min, divideBy: max - min };
      });
    case 'scale':
      return fitAffine(step.step, numbers(step.step, columns, path), () => ({
        shift: 0,
        divideBy: step.divideBy,
      }));
    case 'oneHot':
      return {
        step: 'oneHot',
        columns: columns.map((column) => ({
          column: column.name,
          categories: column.type === 'category' ? seenCategories(column) : seenNumbers(column),
        })),
      };
    default:
      return step satisfies never;
  }
}

/** A constant column has no spread: it is shifted only, instead of divided by zero. */
function fitAffine(
  step: 'standardise' | 'minMax' | 'scale',
  columns: readonly NumberColumn[],
  fit: (values: Float64Array) => { shift: number; divideBy: number },
): FittedStep {
  return {
    step,
    columns: columns.map((column) => {
      const { shift, divideBy } = fit(column.values);
      return {
        column: column.name,
        shift: Number.isNaN(shift) ? 0 : shift,
        divideBy: divideBy > 0 ? divideBy : 1,
      };
    }),
  };
}

function fitImpute(
  step: Extract<PreprocessingStep, { step: 'impute' }>,
  columns: Frame,
  path: string,
): FittedStep {
  if (step.with === 'constant' && step.constant === undefined) {
    throw inputError(`${path}.constant`, 'Imputing with "constant" needs the constant: add "constant": 0.');
  }
  const valueOf = (column: NumberColumn): number => {
    if (step.with === 'constant') return step.constant ?? 0;
    const value = step.with === 'median' ? median(column.values) : moments(column.values).mean;
    return Number.isNaN(value) ? 0 : value;
  };
  return {
    step: 'impute',
    numbers: columns
      .filter((column) => column.type === 'number')
      .map((column) => ({ column: column.name, value: valueOf(column) })),
    categories: columns
      .filter((column) => column.type === 'category')
      .map((column) => ({ column: column.name, value: commonestCategory(column) })),
  };
}

/** Ties go to the category that sorts first. */
export function commonestCategory(column: CategoryColumn): string {
  const counts = new Uint32Array(column.categories.length);
  for (const code of column.codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  return column.categories[counts.indexOf(Math.max(...counts))] ?? '';
}

function seenCategories(column: CategoryColumn): string[] {
  const seen = new Set(column.codes);
  return column.categories.filter((_, code) => seen.has(code));
}

/** A column of numbers that stand for classes, such as a month, may be one-hot encoded when it is named. */
function seenNumbers(column: NumberColumn): string[] {
  const seen = new Set(column.values.filter((value) => !Number.isNaN(value)));
  return [...seen].sort((a, b) => a - b).map(String);
}

function numbers(step: string, columns: Frame, path: string): NumberColumn[] {
  return columns.map((column) => {
    if (column.type === 'number') return column;
    throw inputError(
      `${path}.columns`,
      `The step "${step}" works on numbers, but "${column.name}" holds categories. Remove it here, or add the step "oneHot" before.`,
    );
  });
}

/** What happened on the way, in words, for the person who asked for a prediction. */
export type Warn = (message: string) => void;

/** Applies a fitted step to any rows: it changes the columns it was fitted on and passes on the others. */
export function applyStep(fitted: FittedStep, frame: Frame, warn: Warn): Frame {
  if (fitted.step === 'oneHot') {
    const byName = new Map(fitted.columns.map((entry) => [entry.column, entry.categories]));
    return frame.flatMap((column) => {
      const categories = byName.get(column.name);
      return categories === undefined ? [column] : oneHot(column, categories, warn);
    });
  }
  if (fitted.step === 'impute') return imputed(fitted, frame);
  const byName = new Map(fitted.columns.map((entry) => [entry.column, entry]));
  return frame.map((column) => {
    const entry = byName.get(column.name);
    if (entry === undefined || column.type !== 'number') return column;
    const { shift, divideBy } = entry;
    return numberColumn(
      column.name,
      column.values.map((value) => (value - shift) / divideBy),
    );
  });
}

function imputed(fitted: Extract<FittedStep, { step: 'impute' }>, frame: Frame): Frame {
  const numberOf = new Map(fitted.numbers.map((entry) => [entry.column, entry.value]));
  const wordFor = new Map(fitted.categories.map((entry) => [entry.column, entry.value]));
  return frame.map((column) => {
    if (column.type === 'number') {
      const value = numberOf.get(column.name);
      if (value === undefined) return column;
      return numberColumn(
        column.name,
        column.values.map((x) => (Number.isNaN(x) ? value : x)),
      );
    }
    const word = wordFor.get(column.name);
    if (word === undefined) return column;
    const known = column.categories.includes(word) ? column.categories : [...column.categories, word];
    const code = known.indexOf(word);
    return { ...column, categories: known, codes: column.codes.map((old) => (old < 0 ? code : old)) };
  });
}

function oneHot(column: UsableColumn, categories: readonly string[], warn: Warn): NumberColumn[] {
  const rows = rowCountOf([column]);
  const outputs = categories.map((category) =>
    numberColumn(`${column.name}=${category}`, new Float64Array(rows)),
  );
  const indexOf = new Map(categories.map((category, index) => [category, index]));
  const unseen = new Set<string>();
  for (let row = 0; row < rows; row++) {
    const word = column.type === 'category' ? wordOf(column, row) : numberWord(column.values[row]);
    if (word === null) continue;
    const output = outputs[indexOf.get(word) ?? -1];
    if (output === undefined) unseen.add(word);
    else output.values[row] = 1;
  }
  for (const word of unseen) {
    warn(
      `"${word}" never occurred in the training rows of "${column.name}"; it counts as none of the known categories.`,
    );
  }
  return outputs;
}

function numberWord(value: number | undefined): string | null {
  return value === undefined || Number.isNaN(value) ? null : String(value);
}
