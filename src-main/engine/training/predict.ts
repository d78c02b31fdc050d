import * as tf from '@tensorflow/tfjs-core';
import type { ParamValue } from '#contract/param.ts';
import { nearest } from '#contract/parse.ts';
import type { Prediction } from '#contract/result.ts';
import { givesProbabilities, type LossSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { stream } from '../../base/random.ts';
import { toLogits, toNumbers } from '../loss/outputs.ts';
import { buildModel, contextLengthOf } from '../model/build.ts';
import { evaluationPass, type Model, type Weights } from '../model/model.ts';
import { sampleText } from '../model/sample-text.ts';
import { decodeCharacters, encodeCharacters, unknownId } from '../preprocessing/characters.ts';
import type { FittedTable, FittedText } from '../preprocessing/fitted.ts';
import { preparePredictionRow } from '../preprocessing/prediction-row.ts';
import { decodeCheckpoint, servedArrays } from './checkpoint.ts';
import { textInput, tableInput } from './model-input.ts';
import { openEngine } from '../tensor/engine.ts';
import { withWeights } from './served-weights.ts';

type Values = Readonly<Record<string, ParamValue>>;

/**
 * Predicts one row with the model of a checkpoint, through the preprocessing fitted in its training: the number in
 * the target's own units, or the class with the probabilities of all. A language model continues `prompt`; `length`
 * (200), `temperature` (0.8) and `seed` (0) may be given. Throws `invalid_input` for values that are no inputs.
 */
export async function predict(checkpoint: Uint8Array, values: Values): Promise<Prediction> {
  const { spec, preprocessing: fitted, arrays, step } = decodeCheckpoint(checkpoint);
  await openEngine('auto');
  const isText = fitted.kind === 'text';
  const time = contextLengthOf(spec.model) ?? 1;
  const model = buildModel(spec.model, isText ? textInput(fitted, time) : tableInput(fitted, spec.loss));
  return withWeights(servedArrays(arrays), (weights) =>
    isText
      ? predictText(model, weights, fitted, values, time, step)
      : predictRow(spec.loss, model, weights, fitted, values),
  );
}

function predictRow(
  loss: LossSpec,
  model: Model,
  weights: Weights,
  fitted: FittedTable,
  values: Values,
): Prediction {
  const { row, warnings: noticed } = preparePredictionRow(fitted, values);
  const warnings = [...noticed];
  const outputs = tf.tidy(() =>
    model.forward(weights, tf.tensor(row, [1, ...fitted.shape]), evaluationPass).dataSync(),
  );
  const { target } = fitted;
  if (!outputs.every(Number.isFinite)) {
    throw inputError(
      'values',
      'For these inputs the model gives no number: one of them is far outside of what it was trained on. Correct it and try again.',
    );
  }
  if (target.kind === 'number') {
    const [number = Number.NaN] = Array.from(toNumbers(loss, outputs));
    return { value: number * target.divideBy + target.shift, warnings };
  }
  if (!givesProbabilities(loss.kind)) {
    warnings.push(
      `Trained with "${loss.kind}": which class comes first is meant, how probable it is is only a guess.`,
    );
  }
  const logits = Array.from(toLogits(loss, outputs));
  const highest = Math.max(...logits);
  const exponentials = logits.map((logit) => Math.exp(logit - highest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  const classes = target.classes
    .map((name, index) => ({ name, probability: (exponentials[index] ?? 0) / total }))
    .sort((a, b) => b.probability - a.probability);
  return { value: classes[0]?.name ?? '', classes, warnings };
}

const textInputs = ['prompt', 'length', 'temperature', 'seed'];

function predictText(
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
    throw inputError(
      `values.${name}`,
      `A language model has no input "${name}"; it takes ${textInputs.join(', ')}.`,
      near,
    );
  }
  const warnings: string[] = [];
  const typed = values['prompt'] ?? '';
  const prompt = typed === '' ? (fitted.vocabulary[0] ?? '') : String(typed);
  if (typed === '') warnings.push('The prompt is empty; the text begins by itself.');
  const ids = [...encodeCharacters(fitted, prompt)];
  const unseen = new Set([...prompt].filter((character) => !fitted.vocabulary.includes(character)));
  if (unseen.size > 0) {
    warnings.push(`Not in the training text, so read as unknown: ${[...unseen].join(' ')}`);
  }
  const drawn = sampleText(model, weights, ids, {
    contextLength,
    length: wholeNumber(values, 'length', 200, 1, 10_000),
    temperature: positiveNumber(values, 'temperature', 0.8),
    random: stream(wholeNumber(values, 'seed', 0, 0, Number.MAX_SAFE_INTEGER), 'predict', step),
    forbidden: [unknownId],
  });
  const continuation = decodeCharacters(fitted, drawn);
  return { value: continuation, text: (typed === '' ? '' : prompt) + continuation, warnings };
}

function wholeNumber(values: Values, name: string, otherwise: number, least: number, most: number): number {
  const value = values[name] ?? otherwise;
  const number = Number(value);
  if (value !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw inputError(
    `values.${name}`,
    `"${name}" has to be a whole number from ${least} to ${most}, not ${String(value)}.`,
  );
}

function positiveNumber(values: Values, name: string, otherwise: number): number {
  const value = values[name] ?? otherwise;
  const number = Number(value);
  if (value !== '' && Number.isFinite(number) && number > 0) return number;
  throw inputError(`values.${name}`, `"${name}" has to be a number above 0, not ${String(value)}.`);
}
