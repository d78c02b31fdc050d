import { say } from '#contract/sentence.ts';
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
    throw inputError(`${path}.columns`, say('step.noColumnLeft'));
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
      throw inputError(context.placeOf(column.name), say('given.required', { column: column.name }));
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
      say('step.required', { column: column.name, row: rowOf(hole) }),
      'impute',
    );
  }
  return { step: 'require', columns: columns.map((column) => column.name) };
}
