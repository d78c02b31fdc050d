import type { LineStyle } from '../../charts/line-style.ts';
import { seriesVariable } from '../../format/series-color.ts';
import { splitKey } from './chart-groups.ts';

/** Orange is far from all other colours but the yellowish ones, to which blue is. */
const orange = 2;
const blue = 0;
const yellowish: readonly number[] = [2, 4, 9];

/**
 * How a metric of one run is drawn on its own page: training in the run's colour, validation in one that is far from
 * it, with dashes so that colour is not all. The name is that of the split, or of the metric where it has none.
 */
export function metricLineStyle(key: string, color: number): LineStyle {
  const { split, name } = splitKey(key);
  if (split === '' || split === 'train') {
    return { name: split === '' ? name : split, color: seriesVariable(color), dash: null };
  }
  const other = yellowish.includes(color % 10) ? blue : orange;
  return { name: split, color: seriesVariable(other), dash: [7, 3], width: 2 };
}
