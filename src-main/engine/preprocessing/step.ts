import { say, type Sentence } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import type { TargetColumn, UsableColumn } from '../dataset/select.ts';
import type { CategoryColumn, DateColumn, NumberColumn } from '../dataset/table.ts';
import { asCategories, type Frame } from './frame.ts';

/** What a step may look at while it is fitted, beside its columns. */
export interface FitContext {
  /** The step's place in the spec, for messages. */
  readonly path: string;
  /** Its number, which names its random stream. */
  readonly index: number;
  readonly seed: number;
  /** The training rows' target as it is in the data. */
  readonly target: TargetColumn;
  /** Number of a training row in the dataset, from 1. */
  readonly rowOf: (place: number) => number;
}

/** What happened on the way, in words, for the person who asked for a prediction. */
export type Warn = (sentence: Sentence) => void;

export interface ApplyContext {
  readonly warn: Warn;
  /** Where a column's values come from, for a refusal: `values.age` at prediction. */
  readonly placeOf: (column: string) => string;
  /** Set when the rows are the training rows: their target, which an out-of-fold encoding leaves out. */
  readonly training: TargetColumn | null;
}

/** Applying to columns that are known to fit: while fitting, nothing is unseen. */
export function quietContext(training: TargetColumn | null): ApplyContext {
  return { warn: () => undefined, placeOf: () => 'preprocessing', training };
}

/** The columns as numbers. Throws `invalid_input` for one that holds something else. */
export function numbersOf(step: string, columns: Frame, path: string): NumberColumn[] {
  return columns.map((column) => {
    if (column.type === 'number') return column;
    const [what, before] =
      column.type === 'date' ? (['dates', 'dateParts'] as const) : (['categories', 'oneHot'] as const);
    throw inputError(`${path}.columns`, say('step.onlyNumbers', { step, column: column.name, what, before }));
  });
}

/** The columns as categories, numbers by their value. Throws `invalid_input` for dates. */
export function categoriesOf(step: string, columns: Frame, path: string): CategoryColumn[] {
  return columns.map((column) => {
    if (column.type === 'number' || column.type === 'category') return asCategories(column);
    throw inputError(`${path}.columns`, say('step.onlyCategories', { step, column: column.name }));
  });
}

/** The columns as dates. Throws `invalid_input` for others. */
export function datesOf(step: string, columns: Frame, path: string): DateColumn[] {
  return columns.map((column) => {
    if (column.type === 'date') return column;
    throw inputError(
      `${path}.columns`,
      say('step.onlyDates', {
        step,
        column: column.name,
        what: column.type === 'number' ? 'numbers' : 'categories',
      }),
    );
  });
}

/** A column that is as it was fitted, or the columns that come in its place. */
export function replaceColumns<Entry extends { readonly column: string }>(
  frame: Frame,
  entries: readonly Entry[],
  replace: (column: UsableColumn, entry: Entry) => Frame,
): Frame {
  const byName = new Map(entries.map((entry) => [entry.column, entry]));
  return frame.flatMap((column) => {
    const entry = byName.get(column.name);
    return entry === undefined || column.type === 'id' ? [column] : replace(column, entry);
  });
}
