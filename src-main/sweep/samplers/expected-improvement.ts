import { normalProbability } from '../../base/normal.ts';
import type { Prediction } from './gaussian-process.ts';

export interface Improvement {
  /** Logarithm of what is expected to be gained below the best value. */
  readonly log: number;
  /** Its derivatives by the predicted mean and deviation. */
  readonly byMean: number;
  readonly byDeviation: number;
}

const logRootTwoPi = 0.5 * Math.log(2 * Math.PI);

/**
 * Logarithm of the expected improvement on `best` (smaller is better), which stays a number where the improvement
 * itself is none any more (Ament et al., "Unexpected improvements to expected improvement", NeurIPS 2023).
 */
export function logImprovement({ mean, deviation }: Prediction, best: number): Improvement {
  const z = (best - mean) / deviation;
  const logDensity = -0.5 * z * z - logRootTwoPi;
  if (z > -1) {
    const density = Math.exp(logDensity);
    const probability = normalProbability(z);
    const gain = density + z * probability;
    return {
      log: Math.log(deviation * gain),
      byMean: -probability / (deviation * gain),
      byDeviation: density / (deviation * gain),
    };
  }
  // h(z) = φ(z)·(1 + z·R(z)) with R = Φ/φ; far out the bracket is a series, since it loses its digits.
  const rest = z < -10 ? tailSeries(z) : 1 + (z * normalProbability(z)) / Math.exp(logDensity);
  const ratio = (1 - rest) / -z;
  return {
    log: Math.log(deviation) + logDensity + Math.log(rest),
    byMean: -ratio / (deviation * rest),
    byDeviation: 1 / (deviation * rest),
  };
}

/** 1 + z·Φ(z)/φ(z) = z⁻² − 3·z⁻⁴ + 15·z⁻⁶ − 105·z⁻⁸ + … (Abramowitz and Stegun 26.2.12). */
function tailSeries(z: number): number {
  const inverse = 1 / (z * z);
  return inverse * (1 - inverse * (3 - inverse * (15 - inverse * (105 - inverse * 945))));
}
