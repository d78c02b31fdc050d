import type { LineStyle } from '../../charts/line-style.ts';
import { seriesVariable } from '../../format/series-color.ts';
import { splitKey } from './chart-groups.ts';

/** For every colour slot another one that is far from it in both themes. */
const farSlots = [1, 2, 1, 6, 5, 1, 1, 2, 2, 1] as const;

/**
 * How a metric of one run is drawn on its own page: training in the run's colour with the noise of its batches faint
 * behind it, validation in one that is far from it and above, with dashes so that colour is not all. A metric that is
 * `alone` on its chart has the run's colour, too. The name is that of the split, or of the metric where it has none.
 */
export function metricLineStyle(key: string, color: number, alone = false): LineStyle {
  const { split, name } = splitKey(key);
  if (alone || split === '' || split === 'train') {
    return { name: split === '' ? name : split, color: seriesVariable(color), dash: null };
  }
  if (split === 'batch') return { name: split, color: seriesVariable(color), dash: null, faint: true };
  const other = farSlots[color % farSlots.length] ?? 0;
  return { name: split, color: seriesVariable(other), dash: [7, 3], width: 2, above: true };
}
