import { moments } from '../../base/statistics.ts';

/**
 * Losses with mean 0 and deviation 1, in their order. A long tail of bad values is drawn in first, so that a model
 * sees differences among the good ones: by the Box–Cox transform of the distance to the best in units of the median's,
 * with the power from 0 (the logarithm) to 1 (as they are) under which they look most like a normal distribution.
 */
export function warped(losses: Float64Array): Float64Array {
  const sorted = Float64Array.from(losses).sort();
  const least = sorted[0] ?? 0;
  const unit = (sorted[losses.length >> 1] ?? least) - least;
  if (!(unit > 0)) return standardised(losses);
  const distances = losses.map((loss) => 0.1 + (loss - least) / unit);
  let best = standardised(losses);
  let bestFit = Number.NEGATIVE_INFINITY;
  const logs = distances.map(Math.log);
  const sumOfLogs = logs.reduce((sum, log) => sum + log, 0);
  for (let power = 1; power >= -1e-9; power -= 0.125) {
    const transformed = power > 1e-9 ? distances.map((at) => (at ** power - 1) / power) : logs;
    const deviation = moments(transformed).standardDeviation;
    const fit = -losses.length * Math.log(deviation) + (power - 1) * sumOfLogs;
    if (fit > bestFit + 1e-9) {
      bestFit = fit;
      best = standardised(transformed);
    }
  }
  return best;
}

function standardised(values: Float64Array): Float64Array {
  const { mean, standardDeviation } = moments(values);
  return values.map((value) => (standardDeviation > 0 ? (value - mean) / standardDeviation : 0));
}
