import type { SplitKind, SplitSpec } from '#contract/dataset.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { cellOf } from './cell-of.ts';
import { unknownColumn } from './column-names.ts';
import { parseDate } from './dates.ts';
import type { Selection } from './select.ts';
import { foldOf, splitByGroup, splitByOrder, splitWhere, splitRows, type Split } from './split.ts';
import type { Column, Table } from './table.ts';

const standardShare = 0.2;

/** How rows are split when the spec does not say: by class where there are classes. */
function splitKindOf(split: SplitSpec | undefined, isClasses: boolean): SplitKind {
  return split?.kind ?? (isClasses ? 'stratified' : 'random');
}

/** The spec's split with what it leaves open filled in. */
export function resolvedSplit(split: SplitSpec | undefined, isClasses: boolean): SplitSpec {
  const kind = splitKindOf(split, isClasses);
  const byShare = split?.folds === undefined && kind !== 'column';
  return { ...split, kind, ...(byShare ? { validation: split?.validation ?? standardShare } : {}) };
}

/**
 * The split that the spec asks for, on the rows that have a target. Throws `invalid_input` naming the field: for
 * classes that are not there, a column that is missing, is not, or does not order the rows, and a fold beyond the last.
 */
export function chooseSplit(
  table: Table,
  selection: Selection,
  split: SplitSpec | undefined,
  seed: number,
): Split {
  const { target, rows } = selection;
  const kind = splitKindOf(split, target.type === 'category');
  const share = split?.validation ?? standardShare;
  checkFields(split, kind, table);
  if (kind === 'stratified' && target.type !== 'category') {
    throw inputError('dataset.split.kind', say('split.stratified', { target: target.name }), 'random');
  }
  const classes =
    target.type === 'category' ? Int32Array.from(rows, (row) => target.codes[row] ?? -1) : undefined;
  const folds = split?.folds;
  const by = split?.by === undefined ? undefined : byColumn(table, split.by);
  if (folds !== undefined && folds > rows.length) {
    throw inputError('dataset.split.folds', say('split.tooManyFolds', { folds, rows: rows.length }));
  }
  switch (kind) {
    case 'random':
    case 'stratified':
      return folds === undefined
        ? splitRows(rows, kind, share, seed, classes)
        : foldOf(rows, folds, split?.fold ?? 0, seed, kind === 'stratified' ? classes : undefined);
    case 'ordered':
      return splitRows(rows, 'ordered', share, seed);
    case 'group':
      return groupSplit(required(by, kind), rows, split, share, seed);
    case 'time':
      return splitByOrder(rows, timesOf(required(by, kind), rows), share);
    case 'column':
      return columnSplit(required(by, kind), rows, split?.value);
  }
}

function checkFields(split: SplitSpec | undefined, kind: SplitKind, table: Table): void {
  const needsColumn = kind === 'group' || kind === 'time' || kind === 'column';
  if (needsColumn && split?.by === undefined) {
    const names = table.columns.map(({ name }) => name);
    const shown = names.slice(0, 8).join(', ');
    throw inputError(
      'dataset.split.by',
      `A split by ${kind} needs a column: set dataset.split.by to one of ${shown}${names.length > 8 ? ', …' : ''}.`,
    );
  }
  if (!needsColumn && split?.by !== undefined) {
    throw inputError('dataset.split.by', say('split.needsNoColumn', { kind }), 'group');
  }
  if (kind !== 'column' && split?.value !== undefined) {
    throw inputError('dataset.split.value', say('split.needsNoValue'), 'column');
  }
  if (split?.fold !== undefined && split.folds === undefined) {
    throw inputError('dataset.split.folds', say('split.foldWithoutFolds'));
  }
  if (split?.folds === undefined) return;
  if (kind !== 'random' && kind !== 'stratified' && kind !== 'group') {
    throw inputError('dataset.split.folds', say('split.foldsAtRandom', { kind }), 'random');
  }
  if (split.validation !== undefined) {
    throw inputError('dataset.split.validation', say('split.foldsAndShare', { folds: split.folds }));
  }
  if ((split.fold ?? 0) >= split.folds) {
    throw inputError(
      'dataset.split.fold',
      say('split.noSuchFold', { fold: split.fold ?? 0, folds: split.folds, last: split.folds - 1 }),
    );
  }
}

function byColumn(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  const names = table.columns.map((candidate) => candidate.name);
  throw unknownColumn('dataset.split.by', name, names, table.name);
}

function required(column: Column | undefined, kind: SplitKind): Column {
  if (column === undefined) throw new Error(`a split by ${kind} without its column`);
  return column;
}

function groupSplit(
  by: Column,
  rows: Uint32Array,
  split: SplitSpec | undefined,
  share: number,
  seed: number,
): Split {
  const codes = new Map<unknown, number>();
  const groups = Int32Array.from(rows, (row) => {
    const value = cellOf(by, row);
    const code = codes.get(value) ?? codes.size;
    codes.set(value, code);
    return code;
  });
  const least = split?.folds ?? 2;
  if (codes.size < least) {
    throw inputError(
      split?.folds === undefined ? 'dataset.split.by' : 'dataset.split.folds',
      say('split.tooFewGroups', {
        column: by.name,
        groups: codes.size,
        least,
        folds: split?.folds !== undefined,
      }),
    );
  }
  return splitByGroup(rows, groups, codes.size, share, seed, split?.folds, split?.fold ?? 0);
}

/** Numbers as they are, dates in milliseconds; NaN without a value. */
function timesOf(by: Column, rows: Uint32Array): Float64Array {
  if (by.type === 'number' || by.type === 'date')
    return Float64Array.from(rows, (row) => by.values[row] ?? Number.NaN);
  return Float64Array.from(rows, (row) => {
    const value = cellOf(by, row);
    if (value === null) return Number.NaN;
    const text = String(value);
    const time = parseDate(text);
    if (!Number.isNaN(time)) return time;
    throw inputError('dataset.split.by', say('split.noOrder', { column: by.name, value: text.slice(0, 40) }));
  });
}

function columnSplit(by: Column, rows: Uint32Array, value: SplitSpec['value']): Split {
  const found = new Set<string>();
  for (const row of rows) {
    const cell = cellOf(by, row);
    if (cell !== null && found.size <= 20) found.add(String(cell));
  }
  const values = [...found].slice(0, 12).join(', ');
  if (value === undefined) {
    throw inputError('dataset.split.value', say('split.noValue', { column: by.name, values }));
  }
  const wanted = String(value);
  const isHeldOut = (row: number): boolean => String(cellOf(by, row)) === wanted;
  const split = splitWhere(rows, isHeldOut);
  if (split.validation.length > 0 && split.train.length > 0) return split;
  const all = split.train.length === 0;
  throw inputError('dataset.split.value', say('split.nobodyHeld', { column: by.name, wanted, all, values }));
}
