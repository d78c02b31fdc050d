import { say } from '#contract/sentence.ts';
import { inputError } from '../../../base/input-error.ts';
import type { NumberColumn } from '../../dataset/table.ts';
import { numberColumn, type Frame } from '../frame.ts';
import { replaceColumns, type ApplyContext, type FitContext } from '../step.ts';

/** x ↦ log(1 + x). */
export interface FittedLog {
  readonly step: 'log';
  readonly columns: readonly { readonly column: string }[];
}

/** Throws `invalid_input` for a training value below 0. */
export function fitLog(columns: readonly NumberColumn[], { path, rowOf }: FitContext): FittedLog {
  for (const column of columns) {
    const place = column.values.findIndex((value) => value < 0);
    if (place < 0) continue;
    throw inputError(
      `${path}.columns`,
      say('step.logNegative', {
        column: column.name,
        value: String(column.values[place]),
        row: rowOf(place),
      }),
      'yeoJohnson',
    );
  }
  return { step: 'log', columns: columns.map((column) => ({ column: column.name })) };
}

/** Values below 0, which training never saw, count as 0. */
export function applyLog(fitted: FittedLog, frame: Frame, { warn }: ApplyContext): Frame {
  return replaceColumns(frame, fitted.columns, (column) => {
    if (column.type !== 'number') return [column];
    const negative = column.values.find((value) => value < 0);
    if (negative !== undefined) {
      warn(say('prediction.belowZero', { column: column.name, value: String(negative) }));
    }
    return [
      numberColumn(
        column.name,
        column.values.map((value) => Math.log1p(value < 0 ? 0 : value)),
      ),
    ];
  });
}
