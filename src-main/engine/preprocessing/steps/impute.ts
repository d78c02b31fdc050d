import { say } from '#contract/sentence.ts';
import type { PreprocessingStep } from '#contract/training.ts';
import { inputError } from '../../../base/input-error.ts';
import { median, moments } from '../../../base/statistics.ts';
import type { UsableColumn } from '../../dataset/select.ts';
import type { NumberColumn } from '../../dataset/table.ts';
import { commonestCategory, firstHole, numberColumn, type Frame, type FrameColumn } from '../frame.ts';
import type { ApplyContext, FitContext } from '../step.ts';

export interface FittedImpute {
  readonly step: 'impute';
  readonly numbers: readonly { readonly column: string; readonly value: number }[];
  readonly categories: readonly { readonly column: string; readonly value: string }[];
  /** Columns with holes in the training rows, when these get a column that tells where. */
  readonly indicators?: readonly string[];
}

type ImputeStep = Extract<PreprocessingStep, { step: 'impute' }>;

export function fitImpute(step: ImputeStep, columns: Frame, { path }: FitContext): FittedImpute {
  if (step.with === 'constant' && step.constant === undefined) {
    throw inputError(`${path}.constant`, say('step.noConstant'));
  }
  const date = columns.find((column) => column.type === 'date');
  if (date !== undefined) {
    throw inputError(`${path}.columns`, say('step.imputeDates', { column: date.name }));
  }
  const fitted: FittedImpute = {
    step: 'impute',
    numbers: columns
      .filter((column) => column.type === 'number')
      .map((column) => ({ column: column.name, value: fillOf(step, column) })),
    categories: columns
      .filter((column) => column.type === 'category')
      .map((column) => ({ column: column.name, value: step.category ?? commonestCategory(column) })),
  };
  if (!step.indicator) return fitted;
  return { ...fitted, indicators: columns.filter(hasHoles).map((column) => column.name) };
}

/** A column without any value is filled with zeros. */
function fillOf(step: ImputeStep, { values }: NumberColumn): number {
  if (step.with === 'constant') return step.constant ?? 0;
  const value =
    step.with === 'median' ? median(values) : step.with === 'mode' ? mode(values) : moments(values).mean;
  return Number.isNaN(value) ? 0 : value;
}

/** The commonest value, of several the smallest. */
function mode(values: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of values) if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = Number.NaN;
  let most = 0;
  for (const [value, count] of counts) {
    if (count > most || (count === most && value < best)) [best, most] = [value, count];
  }
  return best;
}

export function applyImpute(fitted: FittedImpute, frame: Frame, { warn }: ApplyContext): Frame {
  const numberOf = new Map(fitted.numbers.map((entry) => [entry.column, entry.value]));
  const wordFor = new Map(fitted.categories.map((entry) => [entry.column, entry.value]));
  const told = new Set(fitted.indicators);
  const indicators: NumberColumn[] = [];
  const filled = frame.map((column) => {
    if (column.type === 'id') return column;
    if (told.has(column.name)) indicators.push(indicatorOf(column));
    else if (fitted.indicators !== undefined && hasHoles(column)) {
      if (numberOf.has(column.name) || wordFor.has(column.name)) {
        warn(say('prediction.newHole', { column: column.name }));
      }
    }
    if (column.type === 'number') {
      const value = numberOf.get(column.name);
      if (value === undefined) return column;
      return numberColumn(
        column.name,
        column.values.map((x) => (Number.isNaN(x) ? value : x)),
      );
    }
    const word = wordFor.get(column.name);
    if (column.type !== 'category' || word === undefined) return column;
    const known = column.categories.includes(word) ? column.categories : [...column.categories, word];
    const code = known.indexOf(word);
    return { ...column, categories: known, codes: column.codes.map((old) => (old < 0 ? code : old)) };
  });
  return [...filled, ...indicators];
}

function hasHoles(column: FrameColumn): boolean {
  return firstHole(column) >= 0;
}

function indicatorOf(column: UsableColumn): NumberColumn {
  const holes =
    column.type === 'category'
      ? Float64Array.from(column.codes, (code) => Number(code < 0))
      : column.values.map((value) => Number(Number.isNaN(value)));
  return numberColumn(`${column.name} missing`, holes);
}
