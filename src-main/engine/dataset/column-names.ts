import type { ColumnType } from '#contract/dataset.ts';
import type { CodedError } from '#contract/errors.ts';
import { nearest } from '#contract/parse.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';

/** Throws `invalid_input` for a type of a column that is not there. */
export function checkTypes(
  types: Readonly<Record<string, ColumnType>> | undefined,
  names: readonly string[],
  fileName: string,
): void {
  const known = new Set(names);
  for (const name of Object.keys(types ?? {})) {
    if (!known.has(name)) throw unknownColumn(`dataset.types.${name}`, name, names, fileName);
  }
}

/** "There is no column X; did you mean Y?" */
export function unknownColumn(
  path: string,
  name: string,
  known: readonly string[],
  fileName: string,
): CodedError {
  const near = nearest(name, known);
  const shown = known.length > 12 ? [...known.slice(0, 12), '…'] : known;
  return inputError(
    path,
    say('file.noColumn', {
      file: fileName,
      name,
      near: near ?? '',
      known: near === undefined ? shown : [],
    }),
    near,
  );
}
