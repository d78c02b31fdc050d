import * as tf from '@tensorflow/tfjs-core';
import type { TrainingSpec } from '#contract/training.ts';
import { stream } from '../../base/random.ts';
import { createLoss } from '../loss/loss.ts';
import { evaluationPass, type Weights } from '../model/model.ts';
import type { Prepared } from '../training/prepared.ts';

/** Parts whose losses are kept apart, so that two models are compared on each of them. */
const mostParts = 8;
const mostRows = 512;
const mostStretches = 16;

/** The loss of a model on the same few rows every time, part by part. */
export interface HeldLosses {
  readonly on: 'validation' | 'training';
  readonly rows: number;
  /** One loss a part; the parts are of about one size. */
  measure(weights: Weights): Float64Array;
}

/** Held-out rows where there are any, else training rows; drawn by the seed. Leaves no tensors behind. */
export function openHeldLosses(spec: TrainingSpec, prepared: Prepared): HeldLosses {
  const { model, fitted, validation, train, classWeights, batchSize } = prepared;
  const examples = validation ?? train;
  const wanted = fitted.kind === 'text' ? mostStretches : Math.max(64, Math.min(mostRows, 4 * batchSize));
  const order = stream(spec.seed, 'advice').permutation(examples.count);
  const rows = order.subarray(0, Math.min(wanted, examples.count));
  const parts = Math.min(mostParts, rows.length);
  const lossOf = createLoss(spec.loss, classWeights);
  const positions = Array.from({ length: parts }, (_, part) =>
    rows.slice(Math.floor((part * rows.length) / parts), Math.floor(((part + 1) * rows.length) / parts)),
  );
  return {
    on: validation === null ? 'training' : 'validation',
    rows: rows.length,
    measure: (weights) =>
      Float64Array.from(positions, (part) =>
        tf.tidy(() => {
          const { input, target } = examples.take(part, -1);
          return lossOf(model.forward(weights, input, evaluationPass), target).dataSync()[0] ?? Number.NaN;
        }),
      ),
  };
}
