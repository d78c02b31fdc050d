import type { BatchSizeTest, MeasuredBatch } from '#contract/advice.ts';
import type { OptimizerSpec } from '#contract/training.ts';

/** A size that works off at least this share of the most rows a second is on the flat part of the curve. */
const kneeShare = 0.8;
/** Times within this share of each other are about equal. */
const equalShare = 0.1;
/** The noise grows as training goes on, often tenfold: batches below this many times its scale are not gone down to. */
const noiseGrowth = 4;
/** With fewer steps in an epoch than this, a training of a few epochs has hardly any. */
const leastStepsPerEpoch = 8;

/** The smallest size from which on larger ones hardly work off more rows a second; null without measurements. */
export function kneeOf(sizes: readonly Pick<MeasuredBatch, 'batchSize' | 'rowsPerSecond'>[]): number | null {
  const most = Math.max(...sizes.map(({ rowsPerSecond }) => rowsPerSecond));
  return sizes.find(({ rowsPerSecond }) => rowsPerSecond >= kneeShare * most)?.batchSize ?? null;
}

/**
 * Time to the same loss, 1 for the fastest: a batch of B rows needs 1 + N/B times the fewest steps, N being the noise
 * scale (McCandlish et al. 2018, equation 5.2 with S(B) = S_min (1 + N/B)).
 */
export function withRelativeTimes(
  sizes: readonly MeasuredBatch[],
  noiseScale: number,
): readonly MeasuredBatch[] {
  const times = sizes.map(({ batchSize, millisecondsPerStep }) =>
    Number.isFinite(noiseScale)
      ? (1 + noiseScale / batchSize) * millisecondsPerStep
      : millisecondsPerStep / batchSize,
  );
  const least = Math.min(...times);
  return sizes.map((size, index) => ({ ...size, relativeTime: (times[index] ?? Number.NaN) / least }));
}

/**
 * The smallest size whose time is about the least; the spec's own if that is about the least, too. Sizes that leave an
 * epoch hardly any steps are not suggested, nor smaller ones than the own where the noise will ask for more. Needs relative times.
 */
export function chooseBatchSize(
  sizes: readonly MeasuredBatch[],
  own: number,
  trainRows: number,
  optimizer: OptimizerSpec,
  noiseScale: number,
): Pick<BatchSizeTest, 'suggested' | 'verdict' | 'changes'> {
  const most = Math.max(1, trainRows / leastStepsPerEpoch);
  const usable = sizes.filter(
    ({ batchSize }) =>
      batchSize === own || (batchSize <= most && (batchSize > own || batchSize >= noiseGrowth * noiseScale)),
  );
  const least = Math.min(...usable.map(({ relativeTime }) => relativeTime ?? Number.POSITIVE_INFINITY));
  const good = usable.filter(({ relativeTime }) => (relativeTime ?? Infinity) <= (1 + equalShare) * least);
  const batchSize = good.find((size) => size.batchSize === own)?.batchSize ?? good[0]?.batchSize ?? own;
  const learningRate = scaledRate(optimizer, own, batchSize, noiseScale);
  if (batchSize === own) return { suggested: { batchSize, learningRate }, verdict: 'fine', changes: [] };
  return {
    suggested: { batchSize, learningRate },
    verdict: 'found',
    changes: [
      { path: 'batchSize', value: batchSize },
      { path: 'optimizer.learningRate', value: learningRate },
    ],
  };
}

/**
 * The learning rate that goes with another batch size: the best rate grows as 1 / (1 + N/B) for plain descent
 * (McCandlish et al. 2018), so linearly for batches far below the noise scale (Goyal et al. 2017), and as its square root
 * where steps are divided by the size of the gradients, as Adam's are (Malladi et al. 2022).
 */
export function scaledRate(optimizer: OptimizerSpec, from: number, to: number, noiseScale: number): number {
  const linear = Number.isFinite(noiseScale) ? (1 + noiseScale / from) / (1 + noiseScale / to) : to / from;
  const plain = optimizer.kind === 'sgd' || optimizer.kind === 'momentum';
  return Number((optimizer.learningRate * (plain ? linear : Math.sqrt(linear))).toPrecision(2));
}
