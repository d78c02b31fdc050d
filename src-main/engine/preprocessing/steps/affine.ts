import { quantile, sortedPresent } from '../../../base/quantile.ts';
import { moments } from '../../../base/statistics.ts';
import type { NumberColumn } from '../../dataset/table.ts';
import { numberColumn, type Frame } from '../frame.ts';
import { replaceColumns } from '../step.ts';

/** x ↦ (x − shift) / divideBy: standardise, minMax, robust and scale alike. */
export interface FittedAffine {
  readonly step: 'standardise' | 'minMax' | 'robust' | 'scale';
  readonly columns: readonly {
    readonly column: string;
    readonly shift: number;
    readonly divideBy: number;
  }[];
}

interface Affine {
  readonly shift: number;
  readonly divideBy: number;
}

export function meanAndDeviation(values: Float64Array): Affine {
  const { mean, standardDeviation } = moments(values);
  return { shift: mean, divideBy: standardDeviation };
}

export function minAndRange(values: Float64Array): Affine {
  const { min, max } = moments(values);
  return { shift: min, divideBy: max - min };
}

/** Median and interquartile range. */
export function medianAndQuartiles(values: Float64Array): Affine {
  const sorted = sortedPresent(values);
  return { shift: quantile(sorted, 0.5), divideBy: quantile(sorted, 0.75) - quantile(sorted, 0.25) };
}

/** A constant column has no spread: it is shifted only, instead of divided by zero. */
export function fitAffine(
  step: FittedAffine['step'],
  columns: readonly NumberColumn[],
  fit: (values: Float64Array) => Affine,
): FittedAffine {
  return {
    step,
    columns: columns.map((column) => {
      const { shift, divideBy } = fit(column.values);
      return {
        column: column.name,
        shift: Number.isNaN(shift) ? 0 : shift,
        divideBy: divideBy > 0 ? divideBy : 1,
      };
    }),
  };
}

export function applyAffine(fitted: FittedAffine, frame: Frame): Frame {
  return replaceColumns(frame, fitted.columns, (column, { shift, divideBy }) => {
    if (column.type !== 'number') return [column];
    return [
      numberColumn(
        column.name,
        column.values.map((value) => (value - shift) / divideBy),
      ),
    ];
  });
}
