import { CodedError } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';

interface Where {
  readonly fileName: string;
  readonly name: string;
  readonly place: () => { readonly row: number; readonly line: number | null };
}

/** The first cell of a column of numbers, or of dates, that is none. */
export function wrongCell(
  { fileName, name, place }: Where,
  cell: string,
  wanted: 'number' | 'date',
): CodedError {
  const { row, line } = place();
  const shown = cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
  const sentence = say('dataset.wrongCell', {
    file: fileName,
    row,
    line: line ?? 0,
    column: name,
    cell: shown,
    wanted,
  });
  return new CodedError('invalid_input', sentence, {
    issues: [{ path: `dataset.types.${name}`, ...sentence }],
    row,
    ...(line === null ? {} : { line }),
    column: name,
  });
}

export function cannotBeCategories({ fileName, name }: Where, most: number): CodedError {
  return inputError(
    `dataset.types.${name}`,
    say('dataset.tooManyCategories', { file: fileName, column: name, most }),
  );
}
