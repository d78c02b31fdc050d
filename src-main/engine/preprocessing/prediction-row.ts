import type { ParamValue } from '#contract/param.ts';
import { nearest } from '#contract/parse.ts';
import { inputError } from '../../base/input-error.ts';
import { categoryColumn, isMissing, parseNumber } from '../dataset/columns.ts';
import type { UsableColumn } from '../dataset/select.ts';
import { applyPreprocessing } from './fit.ts';
import type { FittedInput, FittedTable } from './fitted.ts';
import { numberColumn } from './frame.ts';

/**
 * One row typed by a person, through the steps fitted in training: outputs in order, and what was unseen or left
 * out with what was done about it. Throws `invalid_input` for a name that is no input (with the nearest) and for
 * text where a number belongs.
 */
export function preparePredictionRow(
  fitted: FittedTable,
  values: Readonly<Record<string, ParamValue>>,
): { readonly row: Float32Array; readonly warnings: readonly string[] } {
  const names = fitted.inputs.map((input) => input.name);
  for (const name of Object.keys(values)) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    const hint =
      near === undefined ? `Its inputs are ${names.slice(0, 12).join(', ')}.` : `Did you mean "${near}"?`;
    throw inputError(`values.${name}`, `The model has no input "${name}". ${hint}`, near);
  }
  const warnings: string[] = [];
  const imputedColumns = new Set(
    fitted.steps.flatMap((step) =>
      step.step === 'impute' ? [...step.numbers, ...step.categories].map((entry) => entry.column) : [],
    ),
  );
  const columns = fitted.inputs.map((input): UsableColumn => {
    const value = Object.hasOwn(values, input.name) ? (values[input.name] ?? null) : null;
    if (value !== null && !(typeof value === 'string' && isMissing(value))) return readValue(input, value);
    if (imputedColumns.has(input.name)) {
      warnings.push(`"${input.name}" was left out; it is filled in as in training.`);
      return input.type === 'number'
        ? numberColumn(input.name, Float64Array.of(Number.NaN))
        : categoryColumn(input.name, [null]);
    }
    warnings.push(`"${input.name}" was left out; the typical value ${String(input.example)} is used.`);
    return readValue(input, input.example);
  });
  const row = applyPreprocessing(fitted, columns, Uint32Array.of(0), (message) => warnings.push(message));
  return { row, warnings };
}

function readValue(input: FittedInput, value: string | number | boolean): UsableColumn {
  if (input.type === 'category') return categoryColumn(input.name, [String(value).trim()]);
  const number = typeof value === 'number' ? value : parseNumber(String(value), true);
  if (Number.isFinite(number)) return numberColumn(input.name, Float64Array.of(number));
  throw inputError(
    `values.${input.name}`,
    `"${String(value)}" is not a number, and the input "${input.name}" needs one.`,
  );
}
