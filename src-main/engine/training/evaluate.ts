import * as tf from '@tensorflow/tfjs-core';
import type { LossSpec } from '#contract/training.ts';
import { createLoss, type Loss } from '../loss/loss.ts';
import {
  tallyClasses,
  tallyNumbers,
  textMetrics,
  type ClassTally,
  type Metrics,
  type NumberTally,
} from '../loss/metrics.ts';
import { evaluationPass, type Model, type Weights } from '../model/model.ts';
import type { FittedPreprocessing } from '../preprocessing/fitted.ts';
import type { Examples } from './examples.ts';

export interface Evaluation {
  readonly loss: number;
  readonly metrics: Metrics;
  /** Classification only. Rows are true classes, columns predicted ones. */
  readonly confusion: number[][] | null;
}

/** Rows in one pass: enough to keep the kernels busy, little enough for memory. */
const rowsPerPass = 512;

/**
 * Mean loss and metrics of a model over the first `limit` examples, in batches, nothing dropped out. Leaves no
 * tensors behind.
 */
export function evaluate(
  model: Model,
  weights: Weights,
  loss: LossSpec,
  fitted: FittedPreprocessing,
  examples: Examples,
  limit = Number.POSITIVE_INFINITY,
): Evaluation {
  const count = Math.min(examples.count, limit);
  const lossOf = createLoss(loss);
  const tally = tallyFor(fitted);
  const smoothed = loss.kind === 'crossEntropy' && loss.labelSmoothing > 0;
  const plainLoss: Loss = smoothed ? createLoss({ kind: 'crossEntropy', labelSmoothing: 0 }) : lossOf;
  const pass = fitted.kind === 'text' ? 32 : rowsPerPass;
  let total = 0;
  let plainTotal = 0;
  for (let from = 0; from < count; from += pass) {
    const size = Math.min(pass, count - from);
    tf.tidy(() => {
      const positions = Uint32Array.from({ length: size }, (_, index) => from + index);
      const { input, target } = examples.take(positions, -1);
      const outputs = model.forward(weights, input, evaluationPass);
      const mean = lossOf(outputs, target).dataSync()[0] ?? Number.NaN;
      total += mean * size;
      plainTotal += (smoothed ? (plainLoss(outputs, target).dataSync()[0] ?? Number.NaN) : mean) * size;
      tally?.add(outputs.dataSync(), target.dataSync());
    });
  }
  return {
    loss: total / count,
    metrics: tally === null ? textMetrics(plainTotal / count) : tally.metrics(),
    confusion: tally !== null && 'confusion' in tally ? tally.confusion() : null,
  };
}

/** Names of what an evaluation measures, without the split. */
export function metricNames(fitted: FittedPreprocessing): readonly string[] {
  return ['loss', ...Object.keys(tallyFor(fitted)?.metrics() ?? textMetrics(0))];
}

function tallyFor(fitted: FittedPreprocessing): ClassTally | NumberTally | null {
  if (fitted.kind === 'text') return null;
  return fitted.target.kind === 'class'
    ? tallyClasses(fitted.target.classes.length)
    : tallyNumbers(fitted.target.divideBy);
}
