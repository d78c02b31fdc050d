import { say, type Sentence } from '#contract/sentence.ts';
import type { DatasetSpec } from '#contract/dataset.ts';
import { inputError } from '../../base/input-error.ts';
import { categoryColumn } from './columns.ts';
import { unknownColumn } from './column-names.ts';
import { looksLikeId } from './row-id.ts';
import type { CategoryColumn, Column, DateColumn, ImageRows, NumberColumn, Table } from './table.ts';

/** What may be predicted. */
export type TargetColumn = NumberColumn | CategoryColumn;
/** What may be predicted from. */
export type UsableColumn = TargetColumn | DateColumn;

/** The columns a model learns from and the one it predicts, and the rows that have a target. */
export interface Selection {
  readonly features: readonly UsableColumn[];
  readonly target: TargetColumn;
  /** Instead of features, where what a row is predicted from is an image. */
  readonly images?: ImageRows;
  /** Rows whose target is there. */
  readonly rows: Uint32Array;
  readonly warnings: readonly Sentence[];
  /** Columns of free text that are left out. */
  readonly texts?: readonly string[];
}

/**
 * The column called target, label, class or y, else the last one that is no free text and does not name the rows; null
 * without any.
 */
export function proposeTarget(columns: readonly Column[]): string | null {
  const usable = columns.filter((column) => column.type === 'number' || column.type === 'category');
  for (const wanted of ['target', 'label', 'class', 'y']) {
    const found = usable.find((column) => column.name.toLowerCase() === wanted);
    if (found !== undefined) return found.name;
  }
  const told = usable.findLast((column) => !looksLikeId(column, lengthOf(column)));
  return (told ?? usable.at(-1))?.name ?? null;
}

/**
 * Features to propose: all that can be used but the target and what names or counts the rows. Undefined where that
 * leaves nothing out, or nothing at all.
 */
export function proposeFeatures(
  columns: readonly Column[],
  { target, split }: Pick<DatasetSpec, 'target' | 'split'>,
): string[] | undefined {
  const others = columns.filter(({ name }) => name !== target && name !== split?.by);
  const proposed = others.filter((column) => isUsable(column) && !looksLikeId(column, lengthOf(column)));
  const leavesOut = proposed.length > 0 && proposed.length < others.length;
  return leavesOut ? proposed.map((column) => column.name) : undefined;
}

function lengthOf(column: Column): number {
  return column.type === 'category' ? column.codes.length : column.values.length;
}

export interface SelectOptions {
  /** Nothing is predicted: a target is only kept out of the inputs, and there need not be one. */
  readonly targetless?: boolean;
  /** Columns of free text that a step makes terms of; none when left out. */
  readonly readsText?: (column: string) => boolean;
}

/** Stands for the target where there is none. */
function noTarget(rows: number): TargetColumn {
  return { type: 'number', name: 'none', values: new Float64Array(rows) };
}

/**
 * Applies `target` and `features` of the spec. Throws `invalid_input` for names that do not exist (with the nearest
 * one), for a column of free text named as a feature, for a target with fewer than two classes, and for the first
 * cell that does not fit its column. Free text is left out but where a step makes terms of it.
 */
export function selectColumns(
  table: Table,
  spec: DatasetSpec,
  { targetless = false, readsText = () => false }: SelectOptions = {},
): Selection {
  const names = table.columns.map((column) => column.name);
  const find = (name: string, path: string): Column => {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw unknownColumn(path, name, names, table.name);
    return column;
  };
  // Of images, what is no pixel is the label.
  const ofImages = table.images !== undefined || table.image !== undefined;
  const targetName = spec.target ?? (!targetless || ofImages ? proposeTarget(table.columns) : null);
  if (targetName === null && !targetless && table.images !== undefined) {
    throw inputError('dataset.target', say('data.noLabels', { file: table.name }));
  }
  if (targetName === null && !targetless) {
    throw inputError('dataset.target', say('data.noTarget', { file: table.name }));
  }
  const target =
    targetName === null ? noTarget(table.rowCount) : predictable(find(targetName, 'dataset.target'));
  const warnings: Sentence[] = [];
  const features: UsableColumn[] = [];
  const texts: string[] = [];
  if (spec.features !== undefined) {
    for (const [index, name] of spec.features.entries()) {
      const path = `dataset.features.${index}`;
      if (name === targetName) {
        throw inputError(path, say('data.targetAsFeature', { name }));
      }
      if (spec.features.indexOf(name) !== index) {
        throw inputError(path, say('data.featureTwice', { name }));
      }
      const column = find(name, path);
      features.push(readsText(name) ? asFreeText(column, path) : usable(column, path));
    }
  } else if (table.images === undefined) {
    for (const column of table.columns) {
      if (column.name === targetName || column.name === spec.split?.by) continue;
      if (isUsable(column)) features.push(column);
      else if (column.type === 'text' && readsText(column.name)) features.push(asFreeText(column, ''));
      else if (column.type === 'text') {
        texts.push(column.name);
        warnings.push(say('dataset.freeText', { column: column.name }));
      }
    }
  }
  if (features.length === 0 && table.images === undefined) {
    throw inputError(
      'dataset.features',
      targetless
        ? say('data.nothingToSee', { file: table.name })
        : say('data.nothingToPredictFrom', { file: table.name, target: target.name }),
    );
  }
  for (const column of [...features, target]) {
    if (column.type !== 'category' && column.problem !== undefined) throw column.problem;
  }
  // Where nothing is predicted, nothing has to be known.
  const rows = targetless ? everyRow(table.rowCount) : rowsWithTarget(target);
  const dropped = table.rowCount - rows.length;
  if (dropped > 0) {
    warnings.push(say('dataset.noTargetValue', { target: target.name, count: dropped }));
  }
  if (!targetless) checkTarget(target, rows);
  return {
    features,
    target,
    rows,
    warnings,
    texts,
    ...(table.images === undefined ? {} : { images: table.images }),
  };
}

/** A column of text as its distinct texts; any other as it is. */
function asFreeText(column: Column, path: string): UsableColumn {
  if (column.type !== 'text') return usable(column, path);
  return { ...categoryColumn(column.name, column.values), free: true };
}

function usable(column: Column, path: string): UsableColumn {
  if (isUsable(column)) return column;
  throw inputError(path, say('data.notUsable', { column: column.name, text: column.type === 'text' }));
}

function isUsable(column: Column): column is UsableColumn {
  return column.type === 'number' || column.type === 'category' || column.type === 'date';
}

function predictable(column: Column): TargetColumn {
  const target = usable(column, 'dataset.target');
  if (target.type !== 'date') return target;
  throw inputError('dataset.target', say('data.dateTarget', { column: column.name }));
}

function everyRow(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, row) => row);
}

function rowsWithTarget(target: TargetColumn): Uint32Array {
  const rows: number[] = [];
  const count = target.type === 'number' ? target.values.length : target.codes.length;
  for (let row = 0; row < count; row++) {
    const missing =
      target.type === 'number' ? Number.isNaN(target.values[row]) : (target.codes[row] ?? -1) < 0;
    if (!missing) rows.push(row);
  }
  return Uint32Array.from(rows);
}

function checkTarget(target: TargetColumn, rows: Uint32Array): void {
  if (rows.length < 2) {
    throw inputError('dataset.target', say('data.fewTargets', { target: target.name }));
  }
  if (target.type === 'category') {
    if (target.categories.length < 2) {
      throw inputError(
        'dataset.target',
        say('data.oneClass', { target: target.name, name: target.categories[0] ?? '' }),
      );
    }
    return;
  }
  const first = target.values[rows[0] ?? 0];
  if (rows.every((row) => target.values[row] === first)) {
    throw inputError(
      'dataset.target',
      say('data.constantTarget', { target: target.name, value: String(first) }),
    );
  }
}
