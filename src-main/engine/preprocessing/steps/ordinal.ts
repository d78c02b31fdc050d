import { say } from '#contract/sentence.ts';
import type { PreprocessingStep } from '#contract/training.ts';
import { nearest } from '#contract/parse.ts';
import { inputError } from '../../../base/input-error.ts';
import type { CategoryColumn } from '../../dataset/table.ts';
import { asCategories, numberColumn, occurring, type Frame } from '../frame.ts';
import { replaceColumns, type ApplyContext, type FitContext } from '../step.ts';
import { refuseUnseen, warnUnseen } from './unseen.ts';

export interface FittedOrdinal {
  readonly step: 'ordinal';
  readonly unseen: 'own' | 'missing' | 'error';
  readonly columns: readonly { readonly column: string; readonly categories: readonly string[] }[];
}

/** Throws `invalid_input` when the given order lacks a category of the training rows. */
export function fitOrdinal(
  step: Extract<PreprocessingStep, { step: 'ordinal' }>,
  columns: readonly CategoryColumn[],
  { path }: FitContext,
): FittedOrdinal {
  const { order } = step;
  if (order !== undefined && new Set(order).size < order.length) {
    const twice = order.find((word, index) => order.indexOf(word) !== index) ?? '';
    throw inputError(`${path}.order`, say('step.orderTwice', { word: twice }));
  }
  return {
    step: 'ordinal',
    unseen: step.unseen,
    columns: columns.map((column) => {
      const seen = occurring(column);
      const absent = order === undefined ? undefined : seen.find((word) => !order.includes(word));
      if (absent !== undefined) {
        const near = nearest(absent, order ?? []);
        throw inputError(
          `${path}.order`,
          `The order lacks "${absent}", which "${column.name}" holds${near === undefined ? '' : ` (it has "${near}")`}. Add it at its place, or name the columns that the order is for.`,
          absent,
        );
      }
      return { column: column.name, categories: order ?? seen };
    }),
  };
}

/** Missing categories stay missing. */
export function applyOrdinal(fitted: FittedOrdinal, frame: Frame, context: ApplyContext): Frame {
  return replaceColumns(frame, fitted.columns, (column, { categories }) => {
    if (column.type === 'date') return [column];
    const { name, codes, categories: words } = asCategories(column);
    const placeOf = new Map(categories.map((word, index) => [word, index]));
    const places = words.map((word) => placeOf.get(word));
    const unknown = new Set<string>();
    const values = Float64Array.from(codes, (code) => {
      if (code < 0) return Number.NaN;
      const place = places[code];
      if (place !== undefined) return place;
      const word = words[code] ?? '';
      if (fitted.unseen === 'error') throw refuseUnseen(word, name, categories, context);
      unknown.add(word);
      return fitted.unseen === 'own' ? -1 : Number.NaN;
    });
    const treatment = fitted.unseen === 'own' ? 'unseen.first' : 'unseen.missing';
    warnUnseen(unknown, context, (word) => say(treatment, { word, column: name }));
    return [numberColumn(name, values)];
  });
}
