import { say, type Sentence } from '#contract/sentence.ts';
import type { ParamValue } from '#contract/param.ts';
import { nearest } from '#contract/parse.ts';
import { inputError } from '../../base/input-error.ts';
import { isMissing, parseNumber } from '../dataset/cells.ts';
import { categoryColumn } from '../dataset/columns.ts';
import { parseDate } from '../dataset/dates.ts';
import type { UsableColumn } from '../dataset/select.ts';
import { applyPreprocessing } from './fit.ts';
import type { FittedInput, FittedStep, FittedTable } from './fitted.ts';
import { numberColumn } from './frame.ts';

/**
 * One row typed by a person, through the steps fitted in training: outputs in order, and what was unseen or left
 * out with what was done about it. An input left out is filled as its impute step says, else by a typical value,
 * unless a step "require" refuses that. Throws `invalid_input` for a name that is no input (with the nearest), for
 * text where a number or a date belongs, and for what a step is set to refuse.
 */
export function preparePredictionRow(
  fitted: FittedTable,
  values: Readonly<Record<string, ParamValue>>,
): { readonly row: Float32Array; readonly warnings: readonly Sentence[] } {
  const names = fitted.inputs.map((input) => input.name);
  for (const name of Object.keys(values)) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    const known = near === undefined ? names.slice(0, 12) : [];
    throw inputError(`values.${name}`, say('given.noSuchInput', { name, near: near ?? '', known }), near);
  }
  const warnings: Sentence[] = [];
  const imputed = namesOf(fitted, (step) =>
    step.step === 'impute' ? [...step.numbers, ...step.categories].map((entry) => entry.column) : [],
  );
  const required = namesOf(fitted, (step) => (step.step === 'require' ? step.columns : []));
  const columns = fitted.inputs.map((input): UsableColumn => {
    const value = Object.hasOwn(values, input.name) ? (values[input.name] ?? null) : null;
    if (value !== null && !(typeof value === 'string' && isMissing(value))) return readValue(input, value);
    if (required.has(input.name)) return emptyColumn(input);
    if (imputed.has(input.name)) {
      warnings.push(say('prediction.imputed', { column: input.name }));
      return emptyColumn(input);
    }
    warnings.push(say('prediction.typical', { column: input.name, value: String(input.example) }));
    return readValue(input, input.example);
  });
  const row = applyPreprocessing(fitted, columns, Uint32Array.of(0), {
    warn: (sentence) => warnings.push(sentence),
    placeOf: (column) => `values.${column}`,
  });
  return { row, warnings };
}

function namesOf(fitted: FittedTable, of: (step: FittedStep) => readonly string[]): ReadonlySet<string> {
  return new Set(fitted.steps.flatMap(of));
}

function emptyColumn({ name, type }: FittedInput): UsableColumn {
  if (type === 'category' || type === 'text') return categoryColumn(name, [null]);
  return { type, name, values: Float64Array.of(Number.NaN) };
}

function readValue(input: FittedInput, value: string | number | boolean): UsableColumn {
  if (input.type === 'category' || input.type === 'text')
    return categoryColumn(input.name, [String(value).trim()]);
  if (input.type === 'date') {
    const date = parseDate(String(value), input.slashes);
    if (!Number.isNaN(date)) return { type: 'date', name: input.name, values: Float64Array.of(date) };
    throw inputError(
      `values.${input.name}`,
      say('given.noDate', { value: String(value), input: input.name, example: String(input.example) }),
    );
  }
  const number = typeof value === 'number' ? value : parseNumber(String(value), true);
  if (Number.isFinite(number)) return numberColumn(input.name, Float64Array.of(number));
  throw inputError(
    `values.${input.name}`,
    say('given.noNumber', { value: String(value), input: input.name }),
  );
}
