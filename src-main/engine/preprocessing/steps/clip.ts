import type { PreprocessingStep } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../../base/input-error.ts';
import { quantile, sortedPresent } from '../../../base/quantile.ts';
import type { NumberColumn } from '../../dataset/table.ts';
import { numberColumn, type Frame } from '../frame.ts';
import { replaceColumns, type FitContext } from '../step.ts';

export interface FittedClip {
  readonly step: 'clip';
  /** Null is no limit. */
  readonly columns: readonly {
    readonly column: string;
    readonly min: number | null;
    readonly max: number | null;
  }[];
}

export function fitClip(
  step: Extract<PreprocessingStep, { step: 'clip' }>,
  columns: readonly NumberColumn[],
  { path }: FitContext,
): FittedClip {
  const { min, max, tails } = step;
  if (min === undefined && max === undefined && tails === undefined) {
    throw inputError(`${path}.min`, say('step.noLimit'));
  }
  if (min !== undefined && max !== undefined && min > max) {
    throw inputError(`${path}.max`, say('step.limits', { max, min }));
  }
  return {
    step: 'clip',
    columns: columns.map((column) => {
      const sorted = tails === undefined ? null : sortedPresent(column.values);
      const limit = (given: number | undefined, share: number): number | null => {
        if (given !== undefined) return given;
        return sorted === null || sorted.length === 0 ? null : quantile(sorted, share);
      };
      return {
        column: column.name,
        min: limit(min, tails ?? 0),
        max: limit(max, 1 - (tails ?? 0)),
      };
    }),
  };
}

export function applyClip(fitted: FittedClip, frame: Frame): Frame {
  return replaceColumns(frame, fitted.columns, (column, { min, max }) => {
    if (column.type !== 'number') return [column];
    return [
      numberColumn(
        column.name,
        column.values.map((value) =>
          max !== null && value > max ? max : min !== null && value < min ? min : value,
        ),
      ),
    ];
  });
}
