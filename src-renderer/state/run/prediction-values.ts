import type { ParamValue } from '#contract/param.ts';
import type { PredictionInput } from '#contract/result.ts';

/** A field of the form. The options of a language model have limits; a model's own inputs have none. */
export interface PredictionField extends PredictionInput {
  readonly wholeFrom?: number;
  readonly wholeTo?: number;
  /** Limit that is not included. */
  readonly above?: number;
  readonly upTo?: number;
}

/** What is wrong with what is typed: no number at all, or not one within the limits of its field. */
export type FieldProblem =
  | { readonly kind: 'noNumber' }
  | { readonly kind: 'whole'; readonly from: number; readonly to: number }
  | { readonly kind: 'above'; readonly limit: number }
  | { readonly kind: 'upTo'; readonly above: number; readonly limit: number };

/** What a language model takes beside its prompt, within the limits that the core holds it to. */
export const textOptions: readonly PredictionField[] = [
  { name: 'length', type: 'number', example: 200, wholeFrom: 1, wholeTo: 10_000 },
  { name: 'temperature', type: 'number', example: 0.8, above: 0 },
  { name: 'topK', type: 'number', example: '', wholeFrom: 1 },
  { name: 'topP', type: 'number', example: '', above: 0, upTo: 1 },
  { name: 'seed', type: 'number', example: 0, wholeFrom: 0 },
];

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * A number to be filled in, with the digits that it was meant to have: 0.30000000000000004 is 0.3, and so is the
 * nearest float32 of it.
 */
export function filledNumber(value: number): string {
  if (Math.fround(value) === value) {
    for (let digits = 6; digits < 10; digits++) {
      const short = Number(value.toPrecision(digits));
      if (Math.fround(short) === value) return String(short);
    }
  }
  return String(Number(value.toPrecision(15)));
}

/** A number as people type it: with a decimal point or comma and any kind of minus; NaN for anything else. */
export function typedInput(text: string): number {
  let plain = text.trim().replace(/^[−–]/, '-');
  if (!plain.includes('.')) plain = plain.replace(',', '.');
  return numberPattern.test(plain) ? Number(plain) : Number.NaN;
}

/**
 * What is typed as the values that a model is asked with: numbers as numbers, texts as they are. An empty number is
 * left out, as a missing value; `problems` says by field what is wrong.
 */
export function predictionValues(
  fields: readonly PredictionField[],
  textOf: (field: PredictionField) => string,
): {
  readonly values: Readonly<Record<string, ParamValue>>;
  readonly problems: ReadonlyMap<string, FieldProblem>;
} {
  const values: Record<string, ParamValue> = {};
  const problems = new Map<string, FieldProblem>();
  for (const field of fields) {
    const text = textOf(field);
    if (field.type !== 'number') {
      values[field.name] = text;
    } else if (text.trim() !== '') {
      const number = typedInput(text);
      const problem = problemOf(field, number);
      if (problem === null) values[field.name] = number;
      else problems.set(field.name, problem);
    }
  }
  return { values, problems };
}

function problemOf(field: PredictionField, number: number): FieldProblem | null {
  if (!Number.isFinite(number)) return { kind: 'noNumber' };
  const { wholeFrom: from, wholeTo: to = Number.MAX_SAFE_INTEGER, above: limit, upTo } = field;
  if (limit !== undefined && upTo !== undefined && (number <= limit || number > upTo)) {
    return { kind: 'upTo', above: limit, limit: upTo };
  }
  if (limit !== undefined && number <= limit) return { kind: 'above', limit };
  if (from === undefined || (Number.isInteger(number) && number >= from && number <= to)) return null;
  return { kind: 'whole', from, to };
}
