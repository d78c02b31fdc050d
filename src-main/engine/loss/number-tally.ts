import type { NumberMetric } from '#contract/training.ts';
import { median } from '../../base/statistics.ts';
import type { Metrics } from './metrics.ts';

/** Errors of predicted numbers over any number of batches, in units of the target as it is in the data. */
export interface NumberTally {
  add(outputs: ArrayLike<number>, targets: ArrayLike<number>): void;
  /**
   * r2 = 1 − Σ(y − ŷ)² / Σ(y − ȳ)², NaN when the targets do not vary; of several numbers a row, each varies about its own
   * mean (scikit-learn's `variance_weighted`). mape is a share, not a percentage, and divides by
   * at least 2⁻⁵², as scikit-learn does. A NaN among the outputs makes every figure NaN.
   */
  metrics(): Metrics;
}

export interface NumberUnits {
  readonly shift: number;
  readonly divideBy: number;
  readonly logarithm?: boolean;
  /** Numbers of a row; 1 when left out. */
  readonly width?: number;
}

/**
 * Targets and outputs are (y − shift) / divideBy of the data's, or of log(1 + y) where `logarithm` says so. Errors are
 * kept only where their median is wanted.
 */
export function tallyNumbers(
  { shift, divideBy, logarithm = false, width = 1 }: NumberUnits,
  wanted: readonly NumberMetric[],
): NumberTally {
  const kept: number[] | null = wanted.includes('medianAbsoluteError') ? [] : null;
  // A shift is the same on both sides of an error: left out, it costs no digits.
  const left = logarithm ? 0 : shift;
  const unscaled = (value: number): number =>
    logarithm ? Math.expm1(value * divideBy + shift) : value * divideBy;
  let rows = 0;
  let absolute = 0;
  let relative = 0;
  let squared = 0;
  const means = new Float64Array(width);
  let spread = 0;
  return {
    add: (outputs, targets) => {
      for (let row = 0; row < targets.length; row++) {
        const target = unscaled(targets[row] ?? Number.NaN);
        const error = Math.abs(unscaled(outputs[row] ?? Number.NaN) - target);
        rows++;
        absolute += error;
        relative += error / Math.max(Math.abs(target + left), Number.EPSILON);
        squared += error * error;
        const column = width === 1 ? 0 : row % width;
        const mean = means[column] ?? 0;
        const distance = target - mean;
        const moved = mean + distance / (width === 1 ? rows : Math.ceil(rows / width));
        means[column] = moved;
        spread += distance * (target - moved);
        kept?.push(error);
      }
    },
    metrics: () => {
      const figures: Readonly<Record<NumberMetric, number>> = {
        mae: absolute / rows,
        rmse: Math.sqrt(squared / rows),
        r2: spread > 0 ? 1 - squared / spread : Number.NaN,
        mape: relative / rows,
        medianAbsoluteError:
          kept === null || Number.isNaN(absolute) ? Number.NaN : median(Float64Array.from(kept)),
      };
      return Object.fromEntries(wanted.map((name) => [name, figures[name]]));
    },
  };
}
