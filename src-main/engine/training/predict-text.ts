import { say, type Sentence } from '#contract/sentence.ts';
import type { ParamValue } from '#contract/param.ts';
import { nearest } from '#contract/parse.ts';
import type { Prediction } from '#contract/result.ts';
import { longestText } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { stream } from '../../base/random.ts';
import type { Model, Weights } from '../model/model.ts';
import { openTokenizer, type FittedText } from '../preprocessing/text/tokenizer.ts';
import { unknownPieces } from './prepare-text.ts';
import { writeText } from './write-text.ts';

type Values = Readonly<Record<string, ParamValue>>;

const textInputs = ['prompt', 'length', 'temperature', 'topK', 'topP', 'seed'];

/**
 * Continues `prompt` by `length` tokens (200), drawn with `temperature` (0.8), `topK` and `topP` (all) by the stream of
 * `seed` (0) and the step of the checkpoint. Throws `invalid_input` for other inputs, and for a prompt with something
 * unknown where the tokenizer's step is set to refuse that.
 */
export function predictText(
  model: Model,
  weights: Weights,
  fitted: FittedText,
  values: Values,
  contextLength: number,
  step: number,
): Prediction {
  for (const name of Object.keys(values)) {
    if (textInputs.includes(name)) continue;
    const near = nearest(name, textInputs);
    throw inputError(`values.${name}`, say('given.noTextInput', { name, known: textInputs }), near);
  }
  const tokenizer = openTokenizer(fitted);
  const warnings: Sentence[] = [];
  const prompt = String(values['prompt'] ?? '');
  if (prompt === '') warnings.push(say('prediction.emptyPrompt'));
  const unknown = unknownPieces(tokenizer, prompt);
  if (unknown.length > 0) {
    if (tokenizer.unseen === 'error') {
      throw inputError('values.prompt', say('given.unknownText', { unknown: unknown.join(' ') }));
    }
    warnings.push(say('prediction.unknownPieces', { unknown: unknown.join(' ') }));
  }
  const written = writeText(model, weights, tokenizer, {
    prompt: prompt === '' ? Int32Array.of(tokenizer.unknown === null ? 0 : 1) : tokenizer.encode(prompt),
    contextLength,
    length: wholeNumber(values, 'length', 200, 1, longestText),
    temperature: positiveNumber(values, 'temperature', 0.8, Number.POSITIVE_INFINITY),
    ...(isGiven(values, 'topK') ? { topK: wholeNumber(values, 'topK', 1, 1, Number.MAX_SAFE_INTEGER) } : {}),
    ...(isGiven(values, 'topP') ? { topP: positiveNumber(values, 'topP', 1, 1) } : {}),
    random: stream(wholeNumber(values, 'seed', 0, 0, Number.MAX_SAFE_INTEGER), 'predict', step),
  });
  return { value: written, text: prompt + written, warnings };
}

function isGiven(values: Values, name: string): boolean {
  return (values[name] ?? null) !== null;
}

function wholeNumber(values: Values, name: string, otherwise: number, least: number, most: number): number {
  const value = values[name] ?? otherwise;
  const number = Number(value);
  if (value !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw inputError(`values.${name}`, say('given.wholeNumber', { name, least, most, value: String(value) }));
}

function positiveNumber(values: Values, name: string, otherwise: number, most: number): number {
  const value = values[name] ?? otherwise;
  const number = Number(value);
  if (value !== '' && Number.isFinite(number) && number > 0 && number <= most) return number;
  const limit = most === Number.POSITIVE_INFINITY ? 'none' : String(most);
  throw inputError(
    `values.${name}`,
    say('given.positiveNumber', { name, most: limit, value: String(value) }),
  );
}
