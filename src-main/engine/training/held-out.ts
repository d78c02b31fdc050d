import type { HeldOutPredictions } from '#contract/compared-predictions.ts';
import { say } from '#contract/sentence.ts';
import { givesProbabilities } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import type { DatasetFiles } from '../dataset/files.ts';
import { decodeTarget } from '../preprocessing/target.ts';
import { openEngine } from '../tensor/engine.ts';
import { decodeCheckpoint, servedArrays } from './checkpoint.ts';
import { evaluate } from './evaluate.ts';
import { prepareTraining } from './prepare.ts';
import { withWeights } from './served-weights.ts';

/** Of more held-out rows the same ones are taken in every run, by their numbers. */
const mostRows = 20_000;

/**
 * What the model of a checkpoint answers for the rows that its training held out, in the target's own units. Throws
 * `invalid_input` for a model of text or of reconstructions, for a training without held-out rows, and for data that is
 * gone or has changed.
 */
export async function predictHeldOut(
  checkpoint: Uint8Array,
  files: DatasetFiles,
): Promise<HeldOutPredictions> {
  const { spec, preprocessing: fitted, arrays } = decodeCheckpoint(checkpoint);
  if (fitted.kind === 'text' || fitted.target.kind === 'inputs') {
    throw inputError('runs', say('comparison.noRows'));
  }
  await openEngine('auto');
  const prepared = await prepareTraining(spec, files, fitted);
  const { validation, rows } = prepared;
  if (validation === null || rows === null) throw inputError('runs', say('comparison.nothingHeldOut'));
  const { target } = fitted;
  const { count } = validation;
  const actual = new Float64Array(count);
  const predicted = new Float64Array(count);
  const probable = target.kind === 'class' && givesProbabilities(spec.loss.kind);
  const confidence = new Float64Array(probable ? count : 0);
  let at = 0;
  const seeClasses = (logits: ArrayLike<number>, classes: ArrayLike<number>): void => {
    const width = logits.length / classes.length;
    for (let row = 0; row < classes.length; row++, at++) {
      let best = 0;
      let total = 0;
      for (let column = 1; column < width; column++) {
        if ((logits[row * width + column] ?? 0) > (logits[row * width + best] ?? 0)) best = column;
      }
      const highest = logits[row * width + best] ?? 0;
      for (let column = 0; column < width; column++) {
        total += Math.exp((logits[row * width + column] ?? 0) - highest);
      }
      actual[at] = classes[row] ?? Number.NaN;
      predicted[at] = best;
      if (probable) confidence[at] = 1 / total;
    }
  };
  withWeights(servedArrays(arrays), (weights) =>
    evaluate(spec, prepared, weights, validation, {
      metrics: [],
      observe: (outputs, targets) => {
        if (target.kind !== 'number') return seeClasses(outputs, targets);
        for (let row = 0; row < targets.length; row++, at++) {
          actual[at] = decodeTarget(target, targets[row] ?? Number.NaN);
          predicted[at] = decodeTarget(target, outputs[row] ?? Number.NaN);
        }
      },
    }),
  );
  const kept = chosenRows(rows.validation);
  const taken = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(kept, (index) => values[index] ?? Number.NaN);
  return {
    datasetSha256: prepared.datasetSha256,
    classes: target.kind === 'class' ? target.classes : [],
    rows: taken(rows.validation),
    actual: taken(actual),
    predicted: taken(predicted),
    confidence: probable ? taken(confidence) : confidence,
  };
}

/** All places, or those of 20,000 rows by a hash of their numbers, so that runs with other splits have many in common. */
function chosenRows(rows: Uint32Array): readonly number[] {
  const places = Array.from(rows, (_, index) => index);
  if (rows.length <= mostRows) return places;
  const hash = (place: number): number => Math.imul(rows[place] ?? 0, 0x9e3779b1) >>> 0;
  return places
    .sort((a, b) => hash(a) - hash(b))
    .slice(0, mostRows)
    .sort((a, b) => a - b);
}
