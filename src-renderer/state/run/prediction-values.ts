import type { ParamValue } from '#contract/param.ts';
import type { PredictionInput } from '#contract/result.ts';

/** What a language model takes beside its prompt. */
export const textOptions: readonly PredictionInput[] = [
  { name: 'length', type: 'number', example: 200 },
  { name: 'temperature', type: 'number', example: 0.8 },
  { name: 'seed', type: 'number', example: 0 },
];

/**
 * What is typed as the values that a model is asked with: numbers as numbers, texts as they are. An empty number is
 * left out, as a missing value; `invalid` names the fields that hold no number.
 */
export function predictionValues(
  inputs: readonly PredictionInput[],
  textOf: (input: PredictionInput) => string,
): { readonly values: Record<string, ParamValue>; readonly invalid: readonly string[] } {
  const values: Record<string, ParamValue> = {};
  const invalid: string[] = [];
  for (const input of inputs) {
    const text = textOf(input);
    if (input.type !== 'number') {
      values[input.name] = text;
    } else if (text.trim() !== '') {
      const number = Number(text.trim().replace('−', '-'));
      if (Number.isFinite(number)) values[input.name] = number;
      else invalid.push(input.name);
    }
  }
  return { values, invalid };
}
