import { isHeld, type SeriesRequest } from '#contract/metric.ts';
import { derivedText } from '#contract/metric-expression/derived-key.ts';
import type { ReadDatabase } from '../store/database.ts';
import { derivedColumns } from './derived-columns.ts';
import type { Range } from './range.ts';
import { eachChunk, eachX, findSeries, type Series, type StoredAxis } from './series-chunks.ts';
import { heldToNow } from './held-value.ts';
import { uncertainOrderExtent } from './series-extent.ts';

/** The points of a line of a chart, wherever they come from. */
export interface SeriesSource {
  /** Extent of x, and of the finite values, of what reaches into the range; null where nothing does. */
  readonly extent: Series['extent'];
  /** Whether all its finite values are one, over the whole series. */
  isConstant(): boolean;
  /** Columns of x and values that reach into the range, in the order of the points. */
  each(range: Range, visit: (x: Float64Array, values: Float64Array) => void): void;
  /** As `each`, without the values; ends when `visit` gives false. */
  eachX(range: Range, visit: (x: Float64Array) => boolean): void;
}

const everything: Range = { from: -Number.MAX_VALUE, to: Number.MAX_VALUE };

function isOne(extent: Series['extent']): boolean {
  return extent === null || extent.min === extent.max;
}

function isStored(x: SeriesRequest['x']): x is StoredAxis {
  return x === 'step' || x === 'relative' || x === 'time';
}

type Axis = Pick<SeriesRequest, 'x' | 'xKey'>;

/** Null where neither the run nor those that it branched from have the metric. */
export function openSource(
  db: ReadDatabase,
  line: SeriesRequest['lines'][number],
  axis: Axis,
  range: Range,
): SeriesSource | null {
  const { x, xKey } = axis;
  if (isStored(x) && derivedText(line.key) === null) {
    const series = findSeries(db, line, x, range);
    if (series === null) return null;
    const source: SeriesSource = {
      extent: series.extent,
      isConstant: () => isOne(findSeries(db, line, x, everything)?.extent ?? null),
      each: (within, visit) => eachChunk(db, series, x, within, visit),
      eachX: (within, visit) => eachX(db, series, x, within, visit),
    };
    return isHeld(line.key) ? heldToNow(db, source, line, x, range) : source;
  }
  const columns = derivedColumns(db, line, x === 'metric' ? { metric: xKey ?? '' } : x);
  if (columns === null) return null;
  return {
    extent: uncertainOrderExtent(columns, range),
    isConstant: () => isOne(uncertainOrderExtent(columns, everything)),
    each: (_, visit) => visit(columns.x, columns.values),
    eachX: (_, visit) => void visit(columns.x),
  };
}
