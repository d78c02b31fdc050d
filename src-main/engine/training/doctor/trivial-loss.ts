import * as tf from '@tensorflow/tfjs-core';
import type { LossSpec, TrainingSpec } from '#contract/training.ts';
import { quantile, sortedPresent } from '../../../base/quantile.ts';
import { moments } from '../../../base/statistics.ts';
import { createLoss } from '../../loss/loss.ts';
import { openTokenizer } from '../../preprocessing/text/tokenizer.ts';
import type { Prepared } from '../prepared.ts';

/** So many training rows, or tokens, are enough to know. */
const mostTargets = 20_000;

/**
 * The loss of the best constant answer on the training rows, by the spec's own loss: by the shares of the classes or
 * tokens their entropy, else that of the mean, the median or a quantile of numbers. Null where no such answer is known.
 */
export function trivialLoss(spec: TrainingSpec, prepared: Prepared): number | null {
  const targets = someTargets(prepared);
  if (targets === null || targets.length === 0) return null;
  const loss = lossOf(spec.loss, prepared, targets);
  return loss !== null && Number.isFinite(loss) ? loss : null;
}

/** Even parts of the targets, as the loss takes them. */
function someTargets({ fitted, trainTargets, train }: Prepared): Float32Array | Int32Array | null {
  if (fitted.kind === 'text') {
    const stretches = Math.min(train.count, 64);
    const positions = Uint32Array.from({ length: stretches }, (_, at) =>
      Math.floor((at * train.count) / stretches),
    );
    const { input, target } = train.take(positions, -1);
    const ids = Int32Array.from(target.dataSync()).subarray(0, mostTargets);
    tf.dispose([input, target]);
    return ids;
  }
  if (trainTargets === null || fitted.target.kind === 'inputs') return null;
  const stride = Math.max(1, Math.ceil(trainTargets.length / mostTargets));
  return stride === 1 ? trainTargets : trainTargets.filter((_, at) => at % stride === 0);
}

function lossOf(
  loss: LossSpec,
  { fitted, classWeights }: Prepared,
  targets: Float32Array | Int32Array,
): number | null {
  switch (loss.kind) {
    case 'crossEntropy':
      return entropy(weightedShares(classCount(fitted), classWeights, targets), loss.labelSmoothing);
    case 'binaryCrossEntropy': {
      if (targets instanceof Int32Array) {
        return entropy(weightedShares(2, classWeights, targets), loss.labelSmoothing);
      }
      const { mean } = moments(targets);
      return entropy([1 - mean, mean], loss.labelSmoothing);
    }
    case 'meanSquaredError':
      return lossOfConstant(loss, moments(targets).mean, targets);
    case 'meanAbsoluteError':
    case 'huber':
    case 'logCosh':
      return lossOfConstant(loss, quantile(sortedPresent(targets), 0.5), targets);
    case 'quantile':
      return lossOfConstant(loss, quantile(sortedPresent(targets), loss.quantile), targets);
    case 'poisson':
      return lossOfConstant(loss, Math.log(Math.max(moments(targets).mean, Number.MIN_VALUE)), targets);
    default:
      return null;
  }
}

/** −Σ q · log q of the shares smoothed as the loss smooths classes: what the answer q costs, which costs least. */
function entropy(shares: ArrayLike<number> & Iterable<number>, smoothing: number): number {
  let sum = 0;
  for (const share of shares) {
    const smoothed = (1 - smoothing) * share + smoothing / shares.length;
    if (smoothed > 0) sum -= smoothed * Math.log(smoothed);
  }
  return sum;
}

function lossOfConstant(loss: LossSpec, answer: number, targets: Float32Array | Int32Array): number {
  return tf.tidy(() => {
    const outputs = tf.fill([targets.length, 1], answer);
    return createLoss(loss)(outputs, tf.tensor1d(targets, 'float32')).dataSync()[0] ?? Number.NaN;
  });
}

function classCount(fitted: Prepared['fitted']): number {
  if (fitted.kind === 'text') return openTokenizer(fitted).count;
  return fitted.target.kind === 'class' ? fitted.target.classes.length : 1;
}

/** Of the loss, in which rows count by the weights of their classes. */
function weightedShares(
  classes: number,
  weights: Float32Array | null,
  targets: Float32Array | Int32Array,
): Float64Array {
  const shares = new Float64Array(classes);
  let total = 0;
  for (const target of targets) {
    const weight = weights?.[target] ?? 1;
    shares[target] = (shares[target] ?? 0) + weight;
    total += weight;
  }
  return shares.map((share) => share / total);
}
