import * as tf from '@tensorflow/tfjs-core';
import type { BaselineKind, BaselineResult } from '#contract/evaluation.ts';
import { givesProbabilities, type LossSpec, type MetricName, type TrainingSpec } from '#contract/training.ts';
import { quantile, sortedPresent } from '../../base/quantile.ts';
import { moments } from '../../base/statistics.ts';
import { tallyClasses } from '../loss/class-tally.ts';
import { isClassMetric, isNumberMetric, type Metrics } from '../loss/metrics.ts';
import { tallyNumbers, type NumberUnits } from '../loss/number-tally.ts';
import type { FittedTarget } from '../preprocessing/fitted.ts';
import { decodeTarget } from '../preprocessing/target.ts';
import { openTokenizer } from '../preprocessing/text/tokenizer.ts';
import { beats } from './beats-baseline.ts';
import type { Prepared } from './prepared.ts';

/** Measures what always giving the same answer reaches on rows that a model is measured on. */
export interface BaselineTally {
  /** Targets of some rows, as the loss takes them. */
  add(targets: ArrayLike<number>): void;
  /** Beside the figures of the model on the same rows. */
  result(model: Metrics): BaselineResult;
}

const rowsPerPass = 512;

/**
 * The trivial answer that the training rows suggest: the shares of the classes (scikit-learn's DummyClassifier with
 * "prior"); the mean, median or quantile, whichever the loss is least for; of a text, how often each token comes up;
 * of an autoencoder, the mean of every number. Null where no answer is the trivial one.
 */
export function openBaseline(
  spec: TrainingSpec,
  prepared: Prepared,
  metrics: readonly MetricName[],
): BaselineTally | null {
  const { fitted } = prepared;
  if (fitted.kind === 'text') return tokenShares(prepared);
  switch (fitted.target.kind) {
    case 'class':
      return classShares(spec.loss, prepared, fitted.target.classes, metrics);
    case 'number':
      return constantNumber(spec.loss, prepared, fitted.target, metrics);
    case 'inputs':
      return spec.loss.kind === 'cosine' ? null : columnMeans(prepared, metrics);
  }
}

function classShares(
  loss: LossSpec,
  { trainTargets, classWeights, positive }: Prepared,
  classes: readonly string[],
  metrics: readonly MetricName[],
): BaselineTally {
  const counts = new Float64Array(classes.length);
  for (const target of trainTargets ?? []) counts[target] = (counts[target] ?? 0) + 1;
  // A class that the training rows lack must not cost an endless loss.
  const logits = Float64Array.from(counts, (count) => Math.log(Math.max(count, 0.5)));
  const common = counts.indexOf(Math.max(...counts));
  const ranked = metrics.filter(isClassMetric).filter((name) => name !== 'rocAuc' && name !== 'prAuc');
  const tally = tallyClasses(classes.length, ranked, { keepConfusion: true, positive });
  // Weights and focus make probabilities other than the shares on purpose.
  const meansProbabilities = givesProbabilities(loss.kind) && classWeights === null && loss.kind !== 'focal';
  return {
    add: (targets) => tally.add(repeated(logits, targets.length), targets),
    result: (model) => {
      const figures = tally.metrics();
      const { beaten, metric } = beats.classes(model, figures, { meansProbabilities });
      return { kind: 'majority', answer: classes[common] ?? '', metrics: figures, metric, beaten };
    },
  };
}

function constantNumber(
  loss: LossSpec,
  { trainTargets }: Prepared,
  target: Extract<FittedTarget, { kind: 'number' }>,
  metrics: readonly MetricName[],
): BaselineTally {
  const targets = trainTargets ?? [];
  const kind = numberKind(loss, target.logarithm === true);
  const share = loss.kind === 'quantile' ? loss.quantile : 0.5;
  const constant = kind === 'mean' ? moments(targets).mean : quantile(sortedPresent(targets), share);
  const units: NumberUnits = target;
  const tally = tallyNumbers(units, metrics.filter(isNumberMetric));
  return {
    add: (rows) => tally.add(repeated([constant], rows.length), rows),
    result: (model) => {
      const figures = tally.metrics();
      const metric = kind === 'mean' ? 'rmse' : 'mae';
      // What a quantile other than the median is good at is told by none of the metrics.
      const beaten = (kind === 'quantile' && share !== 0.5) || beats.errors(model, figures, metric);
      return { kind, answer: decodeTarget(target, constant), metrics: figures, metric, beaten };
    },
  };
}

/** Which constant the loss is least for; in the data's units a logarithm's is the median too. */
function numberKind(loss: LossSpec, logarithm: boolean): BaselineKind & ('mean' | 'median' | 'quantile') {
  if (loss.kind === 'quantile') return 'quantile';
  const robust = ['meanAbsoluteError', 'huber', 'logCosh'].includes(loss.kind);
  return robust || logarithm ? 'median' : 'mean';
}

/** Every token as likely as it was in the training text, each counted once more than it came up (Laplace). */
function tokenShares({ fitted, train }: Prepared): BaselineTally | null {
  if (fitted.kind !== 'text') return null;
  const { characters, count } = openTokenizer(fitted);
  const counts = new Float64Array(count).fill(1);
  eachTarget(train, (targets) => {
    for (const id of targets) counts[id] = (counts[id] ?? 0) + 1;
  });
  const total = counts.reduce((sum, one) => sum + one, 0);
  const common = counts.indexOf(Math.max(...counts));
  const seen = new Float64Array(count);
  return {
    add: (targets) => {
      for (let at = 0; at < targets.length; at++) {
        const id = targets[at] ?? -1;
        seen[id] = (seen[id] ?? 0) + 1;
      }
    },
    result: (model) => {
      let [tokens, spelled, nats] = [0, 0, 0];
      for (const [id, times] of seen.entries()) {
        tokens += times;
        spelled += times * (characters[id] ?? 0);
        nats -= times * Math.log((counts[id] ?? 0) / total);
      }
      const figures: Metrics = {
        perplexity: Math.exp(nats / tokens),
        bitsPerCharacter: nats / Math.LN2 / spelled,
        accuracy: (seen[common] ?? 0) / tokens,
      };
      const beaten = beats.errors(model, figures, 'bitsPerCharacter');
      return { kind: 'unigram', answer: null, metrics: figures, metric: 'bitsPerCharacter', beaten };
    },
  };
}

function columnMeans({ train }: Prepared, metrics: readonly MetricName[]): BaselineTally {
  let means = new Float64Array();
  let rows = 0;
  eachTarget(train, (targets, size) => {
    const width = targets.length / size;
    if (means.length === 0) means = new Float64Array(width);
    for (let row = 0; row < size; row++) {
      rows++;
      for (let at = 0; at < width; at++) {
        const mean = means[at] ?? 0;
        means[at] = mean + ((targets[row * width + at] ?? Number.NaN) - mean) / rows;
      }
    }
  });
  const tally = tallyNumbers({ shift: 0, divideBy: 1, width: means.length }, metrics.filter(isNumberMetric));
  return {
    add: (targets) => tally.add(repeated(means, targets.length / means.length), targets),
    result: (model) => {
      const figures = tally.metrics();
      const beaten = beats.errors(model, figures, 'rmse');
      return { kind: 'columnMeans', answer: null, metrics: figures, metric: 'rmse', beaten };
    },
  };
}

function eachTarget(
  { count, take }: Prepared['train'],
  see: (targets: ArrayLike<number> & Iterable<number>, rows: number) => void,
): void {
  for (let from = 0; from < count; from += rowsPerPass) {
    const size = Math.min(rowsPerPass, count - from);
    const { input, target } = take(
      Uint32Array.from({ length: size }, (_, index) => from + index),
      -1,
    );
    see(target.dataSync(), size);
    tf.dispose([input, target]);
  }
}

function repeated(values: ArrayLike<number>, times: number): Float64Array {
  const all = new Float64Array(values.length * times);
  for (let at = 0; at < times; at++) all.set(values, at * values.length);
  return all;
}
