import * as tf from '@tensorflow/tfjs-core';
import type { ReconstructedRow, ReconstructionResult } from '#contract/result.ts';
import type { LossSpec, TrainingSpec } from '#contract/training.ts';
import { toNumbers } from '../loss/outputs.ts';
import { evaluationPass, sizeOf } from '../model/model.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import type { Prepared } from './prepared.ts';
import { withWeights } from './served-weights.ts';

type Visit = (at: number, input: Float32Array, output: Float64Array) => void;

const rowsPerPass = 256;
/** Rows that are shown in whole: the oddest, and some as they come. */
const mostUnusual = 12;
const mostTypical = 12;
/** Numbers of all shown rows together; wider rows are fewer. */
const mostNumbers = 20_000;
const shares = [0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

/**
 * How far a reconstruction is from its row: the mean of the squared differences, as the model sees the numbers; of
 * directions, one less their cosine.
 */
export function reconstructionError(
  loss: LossSpec,
  input: ArrayLike<number>,
  output: ArrayLike<number>,
): number {
  let [squared, dot, ours, theirs] = [0, 0, 0, 0];
  for (let i = 0; i < input.length; i++) {
    const [x, y] = [input[i] ?? Number.NaN, output[i] ?? Number.NaN];
    squared += (x - y) ** 2;
    dot += x * y;
    ours += x * x;
    theirs += y * y;
  }
  return loss.kind === 'cosine'
    ? 1 - dot / Math.max(Math.sqrt(ours * theirs), 1e-12)
    : squared / input.length;
}

/**
 * What an autoencoder makes of the held-out rows, or of the training rows where none are: how the errors are spread, and
 * the rows with the largest ones beside ordinary ones. Null for any other model.
 */
export function reconstructionResult(
  spec: TrainingSpec,
  { model, fitted, rows, train, validation }: Prepared,
  arrays: readonly NamedArray[],
): ReconstructionResult | null {
  if (fitted.kind !== 'table' || fitted.target.kind !== 'inputs' || rows === null) return null;
  const width = sizeOf(fitted.shape);
  const shown = Math.max(1, Math.min(mostUnusual, Math.floor(mostNumbers / width / 4)));
  const examples = validation ?? train;
  const numbers = validation === null ? rows.train : rows.validation;
  const errors = new Float64Array(examples.count);
  const kept = new Map<number, ReconstructedRow>();
  withWeights(arrays, (weights) => {
    const visit = (positions: Uint32Array, each: Visit): void => {
      const { input, target } = examples.take(positions, -1);
      // The target of an autoencoder is its input.
      const given = target.dataSync<'float32'>();
      const made = tf.tidy(() => model.forward(weights, input, evaluationPass));
      const outputs = Float64Array.from(toNumbers(spec.loss, made.dataSync()));
      tf.dispose([input, target, made]);
      for (const [at, position] of positions.entries()) {
        each(
          position,
          given.subarray(at * width, (at + 1) * width),
          outputs.subarray(at * width, (at + 1) * width),
        );
      }
    };
    for (let from = 0; from < examples.count; from += rowsPerPass) {
      const size = Math.min(rowsPerPass, examples.count - from);
      visit(
        Uint32Array.from({ length: size }, (_, index) => from + index),
        (at, input, output) => {
          errors[at] = reconstructionError(spec.loss, input, output);
        },
      );
    }
    const order = [...errors.keys()].sort((a, b) => (errors[b] ?? 0) - (errors[a] ?? 0));
    const unusual = order.slice(0, shown);
    const typical = [...errors.keys()]
      .filter((at) => !unusual.includes(at))
      .slice(0, Math.min(shown, mostTypical));
    visit(Uint32Array.from([...unusual, ...typical]), (at, input, output) => {
      kept.set(at, {
        row: (numbers[at] ?? at) + 1,
        error: errors[at] ?? Number.NaN,
        unusual: unusual.includes(at),
        input: Array.from(input, short),
        output: Array.from(output, short),
      });
    });
  });
  const sorted = errors.toSorted();
  return {
    split: validation === null ? 'train' : 'validation',
    names: fitted.outputs.length === width && fitted.shape.length === 1 ? fitted.outputs : [],
    shape: fitted.shape,
    count: examples.count,
    quantiles: shares.map((share) => ({
      share,
      error: sorted[Math.round(share * (sorted.length - 1))] ?? 0,
    })),
    rows: [...kept.values()],
  };
}

/** Enough digits to be read and drawn. */
function short(value: number): number {
  return Number(value.toPrecision(5));
}
