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
 * The loss of the best constant answer on the training rows, by the spec's own loss: the shares of the classes or
 * tokens, or the mean, the median or a quantile of numbers. Null where no such answer is known.
 */
export function trivialLoss(spec: TrainingSpec, prepared: Prepared): number | null {
  const targets = someTargets(prepared);
  if (targets === null || targets.length === 0) return null;
  const answer = answerTo(spec.loss, prepared, targets);
  if (answer === null) return null;
  const loss = tf.tidy(() => {
    const outputs = tf.tile(tf.tensor2d([answer]), [targets.length, 1]);
    const actual = tf.tensor1d(targets, targets instanceof Int32Array ? 'int32' : 'float32');
    return createLoss(spec.loss, prepared.classWeights)(outputs, actual).dataSync()[0] ?? Number.NaN;
  });
  return Number.isFinite(loss) ? loss : null;
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

/** As many numbers as the model gives for a row. */
function answerTo(
  loss: LossSpec,
  { fitted, classWeights }: Prepared,
  targets: Float32Array | Int32Array,
): number[] | null {
  switch (loss.kind) {
    case 'crossEntropy': {
      const shares = weightedShares(classCount(fitted), classWeights, targets);
      // A class without rows must not cost an endless loss.
      return Array.from(shares, (share) => Math.log(Math.max(share, 1e-6)));
    }
    case 'binaryCrossEntropy': {
      if (!(targets instanceof Int32Array)) {
        const { mean } = moments(targets);
        return [Math.log(mean / (1 - mean))].filter(Number.isFinite);
      }
      const [no = 0, yes = 0] = weightedShares(2, classWeights, targets);
      return no > 0 && yes > 0 ? [Math.log(yes / no)] : null;
    }
    case 'meanSquaredError':
      return [moments(targets).mean];
    case 'meanAbsoluteError':
    case 'huber':
    case 'logCosh':
      return [quantile(sortedPresent(targets), 0.5)];
    case 'quantile':
      return [quantile(sortedPresent(targets), loss.quantile)];
    case 'poisson':
      return [Math.log(Math.max(moments(targets).mean, Number.MIN_VALUE))];
    default:
      return null;
  }
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
