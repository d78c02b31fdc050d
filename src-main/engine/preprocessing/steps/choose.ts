import { inputError } from '../../../base/input-error.ts';
import { firstHole, type Frame } from '../frame.ts';
import type { ApplyContext, FitContext } from '../step.ts';

/** `select` goes on with these columns alone, in this order; `drop` goes on without them. */
export interface FittedChoice {
  readonly step: 'select' | 'drop';
  readonly columns: readonly string[];
}

/** Throws `invalid_input` when nothing would be left. */
export function fitDrop(columns: Frame, all: Frame, { path }: FitContext): FittedChoice {
  if (columns.length === all.length) {
    throw inputError(`${path}.columns`, 'No column would be left to predict from. Drop fewer columns.');
  }
  return { step: 'drop', columns: columns.map((column) => column.name) };
}

export function applyChoice(fitted: FittedChoice, frame: Frame): Frame {
  if (fitted.step === 'drop') return frame.filter((column) => !fitted.columns.includes(column.name));
  const byName = new Map(frame.map((column) => [column.name, column]));
  return fitted.columns.map((name) => byName.get(name)).filter((column) => column !== undefined);
}

/** Columns that have to have a value in every row. */
export interface FittedRequire {
  readonly step: 'require';
  readonly columns: readonly string[];
}

export function applyRequire(fitted: FittedRequire, frame: Frame, context: ApplyContext): Frame {
  for (const column of frame) {
    if (fitted.columns.includes(column.name) && firstHole(column) >= 0) {
      throw inputError(
        context.placeOf(column.name),
        `"${column.name}" has no value, and the step "require" refuses rows without one.`,
      );
    }
  }
  return frame;
}

export function fitRequire(columns: Frame, { path, rowOf }: FitContext): FittedRequire {
  for (const column of columns) {
    const hole = firstHole(column);
    if (hole < 0) continue;
    throw inputError(
      `${path}.columns`,
      `The step "require" refuses rows without a value, but "${column.name}" has none in row ${rowOf(hole)}. Fill it with "impute" before, or name other columns.`,
      'impute',
    );
  }
  return { step: 'require', columns: columns.map((column) => column.name) };
}
