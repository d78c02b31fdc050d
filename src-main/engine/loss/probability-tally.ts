import type { CalibrationBin } from '#contract/evaluation.ts';

/** Bins of equal width for the calibration error, as Guo et al. (2017) have them. */
export const calibrationBins = 15;

export interface ProbabilityTally {
  /** One row: its logits from an index on, and its true class. */
  add(logits: ArrayLike<number>, from: number, actual: number): void;
  /**
   * logLoss = mean −log p of the true class. brier = mean Σ (p − y)² over classes, halved for two classes as in
   * scikit-learn. calibrationError = Σ rows of a bin / rows · |accuracy − confidence| over bins of the largest p.
   */
  figures(): { readonly logLoss: number; readonly brier: number; readonly calibrationError: number };
  bins(): readonly CalibrationBin[];
}

/** Sums over softmax probabilities in double precision; keeps no rows. */
export function tallyProbabilities(classCount: number): ProbabilityTally {
  const exponentials = new Float64Array(classCount);
  const binRows = new Float64Array(calibrationBins);
  const binRight = new Float64Array(calibrationBins);
  const binConfidence = new Float64Array(calibrationBins);
  let rows = 0;
  let surprise = 0;
  let squares = 0;
  return {
    add: (logits, from, actual) => {
      let best = 0;
      for (let index = 1; index < classCount; index++) {
        if ((logits[from + index] ?? Number.NaN) > (logits[from + best] ?? Number.NaN)) best = index;
      }
      const highest = logits[from + best] ?? Number.NaN;
      let total = 0;
      for (let index = 0; index < classCount; index++) {
        total += exponentials[index] = Math.exp((logits[from + index] ?? Number.NaN) - highest);
      }
      rows++;
      surprise += Math.log(total) - ((logits[from + actual] ?? Number.NaN) - highest);
      for (let index = 0; index < classCount; index++) {
        squares += ((exponentials[index] ?? 0) / total - (index === actual ? 1 : 0)) ** 2;
      }
      const confidence = 1 / total;
      // A confidence on the edge of two bins belongs to the lower one.
      const bin = Math.min(calibrationBins, Math.max(1, Math.ceil(confidence * calibrationBins))) - 1;
      binRows[bin] = (binRows[bin] ?? 0) + 1;
      binConfidence[bin] = (binConfidence[bin] ?? 0) + confidence;
      if (best === actual) binRight[bin] = (binRight[bin] ?? 0) + 1;
    },
    figures: () => {
      let gaps = 0;
      for (let bin = 0; bin < calibrationBins; bin++) {
        gaps += Math.abs((binRight[bin] ?? 0) - (binConfidence[bin] ?? 0));
      }
      return {
        logLoss: surprise / rows,
        brier: squares / rows / (classCount === 2 ? 2 : 1),
        calibrationError: gaps / rows,
      };
    },
    bins: () =>
      Array.from(binRows, (count, bin) => ({
        confidence: (binConfidence[bin] ?? 0) / count,
        accuracy: (binRight[bin] ?? 0) / count,
        rows: count,
      })),
  };
}
