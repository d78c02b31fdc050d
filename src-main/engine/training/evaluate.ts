import * as tf from '@tensorflow/tfjs-core';
import type { LossSpec, MetricName, TrainingSpec } from '#contract/training.ts';
import { tallyClasses } from '../loss/class-tally.ts';
import { createLoss } from '../loss/loss.ts';
import { isClassMetric, isNumberMetric, isTextMetric, type Metrics } from '../loss/metrics.ts';
import { tallyNumbers } from '../loss/number-tally.ts';
import { toLogits, toNumbers } from '../loss/outputs.ts';
import { evaluationPass, sizeOf, type Weights } from '../model/model.ts';
import type { FittedPreprocessing } from '../preprocessing/fitted.ts';
import { openTokenizer } from '../preprocessing/text/tokenizer.ts';
import type { Examples } from './examples.ts';
import type { Prepared } from './prepared.ts';

export interface Evaluation {
  readonly loss: number;
  readonly metrics: Metrics;
  /** Classification only. Rows are true classes, columns predicted ones. */
  readonly confusion: number[][] | null;
}

export interface EvaluationOptions {
  /** Only so many examples, evenly spread over all. */
  readonly limit?: number;
  /** Instead of those that the spec asks for. */
  readonly metrics?: readonly MetricName[];
  /** Sees the targets of every pass. */
  readonly targets?: (targets: ArrayLike<number>) => void;
  /** Sees every pass of a table: its logits or numbers as the loss means them, and its targets. */
  readonly observe?: (outputs: ArrayLike<number>, targets: ArrayLike<number>) => void;
}

/** Rows in one pass: enough to keep the kernels busy, little enough for memory. */
const rowsPerPass = 512;

/**
 * Mean loss and metrics of a model over examples, in batches, nothing dropped out. Leaves no tensors behind.
 */
export function evaluate(
  spec: TrainingSpec,
  { model, fitted, classWeights, metrics: chosen, positive }: Prepared,
  weights: Weights,
  examples: Examples,
  { limit = Number.POSITIVE_INFINITY, metrics = chosen, observe, targets }: EvaluationOptions = {},
): Evaluation {
  const count = Math.min(examples.count, limit);
  const lossOf = createLoss(spec.loss, classWeights);
  const tally = openTally(spec.loss, fitted, metrics, { positive, observe });
  const pass = fitted.kind === 'text' ? 32 : rowsPerPass;
  let total = 0;
  let totalWeight = 0;
  for (let from = 0; from < count; from += pass) {
    const size = Math.min(pass, count - from);
    tf.tidy(() => {
      const positions = Uint32Array.from({ length: size }, (_, index) =>
        Math.floor(((from + index) * examples.count) / count),
      );
      const { input, target } = examples.take(positions, -1);
      const outputs = model.forward(weights, input, evaluationPass);
      const mean = lossOf(outputs, target).dataSync()[0] ?? Number.NaN;
      const weight = classWeights === null ? size : weightOf(target.dataSync(), classWeights);
      total += mean * weight;
      totalWeight += weight;
      tally.add({ outputs, target, size, mean });
      targets?.(target.dataSync());
    });
  }
  return { loss: total / totalWeight, metrics: tally.metrics(), confusion: tally.confusion() };
}

interface Pass {
  readonly outputs: tf.Tensor;
  readonly target: tf.Tensor;
  readonly size: number;
  /** The loss. */
  readonly mean: number;
}

interface Tally {
  add(pass: Pass): void;
  metrics(): Metrics;
  confusion(): number[][] | null;
}

function openTally(
  loss: LossSpec,
  fitted: FittedPreprocessing,
  metrics: readonly MetricName[],
  { positive, observe }: Pick<Prepared, 'positive'> & { readonly observe: EvaluationOptions['observe'] },
): Tally {
  if (fitted.kind === 'text') return openTextTally(loss, openTokenizer(fitted).characters, metrics);
  if (fitted.target.kind === 'class') {
    const tally = tallyClasses(fitted.target.classes.length, metrics.filter(isClassMetric), {
      positive,
    });
    return {
      ...tally,
      add: ({ outputs, target }) => {
        const logits = toLogits(loss, outputs.dataSync());
        const classes = target.dataSync();
        tally.add(logits, classes);
        observe?.(logits, classes);
      },
    };
  }
  const units =
    fitted.target.kind === 'inputs' ? { shift: 0, divideBy: 1, width: sizeOf(fitted.shape) } : fitted.target;
  const tally = tallyNumbers(units, metrics.filter(isNumberMetric));
  return {
    metrics: tally.metrics,
    confusion: () => null,
    add: ({ outputs, target }) => {
      const numbers = toNumbers(loss, outputs.dataSync());
      const targets = target.dataSync();
      tally.add(numbers, targets);
      observe?.(numbers, targets);
    },
  };
}

/**
 * Perplexity and bits are of the plain cross-entropy, whatever the model learns by. Perplexity is per token; bits are
 * per character that the tokens stand for (`characters`, by id), so that tokenizers can be compared.
 */
function openTextTally(loss: LossSpec, characters: Float64Array, metrics: readonly MetricName[]): Tally {
  const wanted = metrics.filter(isTextMetric);
  const counted = wanted.filter((name) => name !== 'perplexity' && name !== 'bitsPerCharacter');
  const tally =
    counted.length === 0 ? null : tallyClasses(characters.length, counted, { keepConfusion: false });
  const isPlain = loss.kind === 'crossEntropy' && loss.labelSmoothing === 0;
  const plainLoss = createLoss({ kind: 'crossEntropy', labelSmoothing: 0 });
  let surprise = 0;
  let examples = 0;
  let tokens = 0;
  let spelled = 0;
  return {
    add: ({ outputs, target, size, mean }) => {
      surprise += size * (isPlain ? mean : (plainLoss(outputs, target).dataSync()[0] ?? Number.NaN));
      examples += size;
      const ids = target.dataSync();
      tokens += ids.length;
      for (const id of ids) spelled += characters[id] ?? 0;
      tally?.add(outputs.dataSync(), ids);
    },
    metrics: () => {
      const nats = surprise / examples;
      const figures: Metrics = {
        perplexity: Math.exp(nats),
        bitsPerCharacter: ((nats / Math.LN2) * tokens) / spelled,
        ...tally?.metrics(),
      };
      return Object.fromEntries(wanted.map((name) => [name, figures[name] ?? Number.NaN]));
    },
    confusion: () => null,
  };
}

function weightOf(classes: ArrayLike<number>, classWeights: Float32Array): number {
  let sum = 0;
  for (let row = 0; row < classes.length; row++) sum += classWeights[classes[row] ?? -1] ?? 0;
  return sum;
}
