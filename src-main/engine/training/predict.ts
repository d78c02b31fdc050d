import { say } from '#contract/sentence.ts';
import * as tf from '@tensorflow/tfjs-core';
import type { ParamValue } from '#contract/param.ts';
import type { PredictionImage } from '#contract/methods/runs.ts';
import type { Prediction } from '#contract/result.ts';
import { givesProbabilities, type LossSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { toLogits, toNumbers } from '../loss/outputs.ts';
import { buildModel, contextLengthOf } from '../model/build.ts';
import { evaluationPass, type Model, type Weights } from '../model/model.ts';
import type { FittedTable } from '../preprocessing/fitted.ts';
import { decodeTarget } from '../preprocessing/target.ts';
import { preparePrediction, type PreparedPrediction } from '../preprocessing/prediction-input.ts';
import { decodeCheckpoint, servedArrays } from './checkpoint.ts';
import { textInput, tableInput } from './model-input.ts';
import { reconstructionError } from './reconstruction.ts';
import { openEngine } from '../tensor/engine.ts';
import { predictText } from './predict-text.ts';
import { withWeights } from './served-weights.ts';

type Values = Readonly<Record<string, ParamValue>>;

/**
 * Predicts one row, or one image, with the model of a checkpoint, through the preprocessing fitted in its training: the number in
 * the target's own units, or the class with the probabilities of all. A language model continues `prompt`, see
 * predict-text.ts. Throws `invalid_input` for values that are no inputs.
 */
export async function predict(
  checkpoint: Uint8Array,
  values: Values,
  image?: PredictionImage,
): Promise<Prediction> {
  const { spec, preprocessing: fitted, arrays, step } = decodeCheckpoint(checkpoint);
  await openEngine('auto');
  const isText = fitted.kind === 'text';
  const time = contextLengthOf(spec.model) ?? 1;
  const model = buildModel(spec.model, isText ? textInput(fitted, time) : tableInput(fitted, spec.loss));
  return withWeights(servedArrays(arrays), (weights) =>
    isText
      ? predictText(model, weights, fitted, values, time, step)
      : predictRow(spec.loss, model, weights, fitted, preparePrediction(fitted, values, image)),
  );
}

function predictRow(
  loss: LossSpec,
  model: Model,
  weights: Weights,
  fitted: FittedTable,
  { row, warnings: noticed }: PreparedPrediction,
): Prediction {
  const warnings = [...noticed];
  const outputs = tf.tidy(() =>
    model.forward(weights, tf.tensor(row, [1, ...fitted.shape]), evaluationPass).dataSync(),
  );
  const { target } = fitted;
  if (!outputs.every(Number.isFinite)) throw noNumber();
  if (target.kind === 'inputs') {
    const output = Array.from(toNumbers(loss, outputs));
    const names = fitted.shape.length === 1 ? fitted.outputs : [];
    return {
      value: reconstructionError(loss, row, output),
      reconstruction: { names, shape: fitted.shape, input: [...row], output },
      warnings,
    };
  }
  if (target.kind === 'number') {
    const [number = Number.NaN] = Array.from(toNumbers(loss, outputs));
    const value = decodeTarget(target, number);
    if (!Number.isFinite(value)) throw noNumber();
    return { value, warnings };
  }
  if (!givesProbabilities(loss.kind)) {
    warnings.push(say('prediction.noProbability', { loss: loss.kind }));
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

function noNumber() {
  return inputError('values', say('given.outOfRange'));
}
