import type { Figure } from '../../../charts/figures/figure.ts';
import type { FigureTable } from '../../../charts/figures/figure-table.ts';
import type { AddedChart } from './added-chart.ts';
import { barFigure } from './bar-figure.ts';
import { boxFigure } from './box-figure.ts';
import { binsFigure } from './bins-figure.ts';
import { contourOf } from './contour-of.ts';
import { matrixOf } from './matrix-of.ts';
import { parallelOf, type AxisParts } from './parallel-of.ts';
import type { RunValues } from './run-values.ts';
import { scatterOf } from './scatter-of.ts';

/** A chart over runs with all that stands around it. */
export interface AddedFigure {
  readonly title: string;
  readonly figure: Figure;
  readonly table: FigureTable;
  /** For those who hear it. */
  readonly sentence: string;
  /** How it was made and what is left out. */
  readonly note: string;
  /** Why there is nothing to draw; null where there is. */
  readonly empty: string | null;
}

/** What a chart draws of the values of runs. `parts` are brushed parts of axes, by their values. */
export function addedFigure(
  chart: AddedChart,
  values: RunValues,
  selected: ReadonlySet<number> | null,
  parts: AxisParts,
): AddedFigure {
  switch (chart.kind) {
    case 'scatter':
      return scatterOf(chart, values, selected);
    case 'bar':
      return barFigure(chart, values, selected);
    case 'box':
      return boxFigure(chart, values, selected);
    case 'histogram':
      return binsFigure(chart, values, selected);
    case 'parallel':
      return parallelOf(chart, values, selected, parts);
    case 'contour':
      return contourOf(chart, values, selected);
    case 'matrix':
      return matrixOf(chart, values, selected);
  }
}
