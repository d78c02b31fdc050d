import type { SeriesRequest } from '#contract/metric.ts';
import { decodeColumn } from '../store/columns.ts';
import type { ReadDatabase } from '../store/database.ts';
import type { Range } from './range.ts';

type Axis = SeriesRequest['x'];

/** The points of one metric of one run on an axis. */
export interface Series {
  readonly metric: number;
  /** What is to be taken from the stored steps or times to have x. */
  readonly origin: number;
  /** Extent of x, and of the finite values, over chunks that reach into the range; null where there are none. */
  readonly extent: {
    readonly from: number;
    readonly to: number;
    readonly min: number | null;
    readonly max: number | null;
  } | null;
}

/** Null where the run or the metric is not there. */
export function findSeries(
  db: ReadDatabase,
  line: SeriesRequest['lines'][number],
  axis: Axis,
  range: Range,
): Series | null {
  const found = db.get<{ metric: number; started: number }>(
    `SELECT m.id AS metric, coalesce(r.started_at, r.created_at) AS started
    FROM metrics AS m JOIN runs AS r ON r.id = m.run_id
    WHERE m.run_id = @run AND m.key = @key`,
    { run: line.run, key: line.key },
  );
  if (found === undefined) return null;
  const origin = axis === 'relative' ? found.started : 0;
  const extent = db.get<{ low: number | null; high: number | null; min: number | null; max: number | null }>(
    statementsOf[axis].extent,
    bound(found.metric, origin, range),
  );
  return {
    metric: found.metric,
    origin,
    extent:
      extent === undefined || extent.low === null || extent.high === null
        ? null
        : { from: extent.low - origin, to: extent.high - origin, min: extent.min, max: extent.max },
  };
}

/**
 * Visits the chunks that reach into the range, in the order of their points, with columns of x and values.
 * Chunks outside are not read.
 */
export function eachChunk(
  db: ReadDatabase,
  series: Series,
  axis: Axis,
  range: Range,
  visit: (x: Float64Array, values: Float64Array) => void,
): void {
  db.each<{ count: number; x: Uint8Array; point_values: Uint8Array }>(
    statementsOf[axis].chunks,
    bound(series.metric, series.origin, range),
    (chunk) => visit(xOf(chunk, series.origin), decodeColumn(chunk.point_values, chunk.count)),
  );
}

/** As `eachChunk`, without the values; ends when `visit` gives false. */
export function eachX(
  db: ReadDatabase,
  series: Series,
  axis: Axis,
  range: Range,
  visit: (x: Float64Array) => boolean,
): void {
  let after = -1;
  for (;;) {
    const page = db.all<{ first_sequence: number; count: number; x: Uint8Array }>(statementsOf[axis].xPage, {
      ...bound(series.metric, series.origin, range),
      after,
    });
    for (const chunk of page) {
      if (!visit(xOf(chunk, series.origin))) return;
      after = chunk.first_sequence;
    }
    if (page.length < chunksPerPage) return;
  }
}

const chunksPerPage = 16;

function xOf(chunk: { readonly x: Uint8Array; readonly count: number }, origin: number): Float64Array {
  const x = decodeColumn(chunk.x, chunk.count);
  if (origin === 0) return x;
  // The index is within the array.
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) - origin;
  return x;
}

const statementsOf = {
  step: statements('step'),
  time: statements('time'),
  relative: statements('time'),
} satisfies Record<Axis, unknown>;

/** Extremes stand before the columns in a row, so that passing over a chunk does not read its points. */
function statements(name: 'step' | 'time'): {
  readonly extent: string;
  readonly chunks: string;
  readonly xPage: string;
} {
  const inRange = `metric_id = @metric AND max_${name} >= @from AND min_${name} <= @to`;
  return {
    extent: `
      SELECT min(min_${name}) AS low, max(max_${name}) AS high, min(min_value) AS min, max(max_value) AS max
      FROM point_chunks WHERE ${inRange}`,
    chunks: `
      SELECT count, ${name}s AS x, point_values FROM point_chunks WHERE ${inRange} ORDER BY first_sequence`,
    xPage: `
      SELECT first_sequence, count, ${name}s AS x FROM point_chunks
      WHERE ${inRange} AND first_sequence > @after ORDER BY first_sequence LIMIT ${chunksPerPage}`,
  };
}

/** A little wider than the range, since the sums are rounded; points are looked at one by one afterwards. */
function bound(metric: number, origin: number, range: Range): { metric: number; from: number; to: number } {
  const from = range.from + origin;
  const to = range.to + origin;
  const slack = origin === 0 ? 0 : 2 ** -52;
  return { metric, from: from - Math.abs(from) * slack, to: to + Math.abs(to) * slack };
}
