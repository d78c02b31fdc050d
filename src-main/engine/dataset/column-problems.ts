import { CodedError } from '#contract/errors.ts';

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
  const where = line === null ? `row ${row}` : `row ${row} (line ${line} of the file)`;
  const message =
    `${fileName}: ${where}, column "${name}": "${shown}" is not a ${wanted}${wanted === 'date' ? ' such as 2024-05-31' : ''}. ` +
    "Correct the cell, leave it empty if the value is missing, or set the column's type to category or ignore.";
  return new CodedError('invalid_input', message, {
    issues: [{ path: `dataset.types.${name}`, message }],
    row,
    ...(line === null ? {} : { line }),
    column: name,
  });
}

export function cannotBeCategories({ fileName, name }: Where, most: number): CodedError {
  const message = `${fileName}: column "${name}" has more than ${most.toLocaleString('en')} distinct values, too many for a category. Set its type to text or ignore.`;
  return new CodedError('invalid_input', message, { issues: [{ path: `dataset.types.${name}`, message }] });
}
