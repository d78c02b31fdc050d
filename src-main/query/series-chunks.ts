import type { SeriesRequest } from '#contract/metric.ts';
import type { MilestoneAxis } from '#contract/milestone.ts';
import { decodeColumn } from '../store/columns.ts';
import type { ReadDatabase } from '../store/database.ts';
import { historyOf } from './history.ts';
import type { Range } from './range.ts';

/** What is stored with every point, or follows from that alone. */
export type StoredAxis = Exclude<SeriesRequest['x'], 'metric' | MilestoneAxis>;
type Axis = StoredAxis;

/** The points of one metric of one run on an axis. */
export interface Series {
  /** In their order: of a branch, first what is its parents'. */
  readonly parts: readonly SeriesPart[];
  /** Extent of x, and of the finite values, over chunks that reach into the range; null where there are none. */
  readonly extent: {
    readonly from: number;
    readonly to: number;
    readonly min: number | null;
    readonly max: number | null;
  } | null;
}

interface SeriesPart {
  readonly metric: number;
  /** What is to be taken from the stored steps or times to have x. */
  readonly origin: number;
  /** Points after this step belong to another part; null for the last one. */
  readonly until: number | null;
}

/** Null where neither the run nor those that it branched from have the metric. */
export function findSeries(
  db: ReadDatabase,
  line: SeriesRequest['lines'][number],
  axis: Axis,
  range: Range,
): Series | null {
  const parts = historyOf(db, line.run).flatMap(({ run, until, startedAt }): SeriesPart[] => {
    const found = db.get<{ id: number }>('SELECT id FROM metrics WHERE run_id = @run AND key = @key', {
      run,
      key: line.key,
    });
    return found === undefined
      ? []
      : [{ metric: found.id, origin: axis === 'relative' ? startedAt : 0, until }];
  });
  if (parts.length === 0) return null;
  const extents = parts.flatMap((part) => extentOf(db, part, axis, range) ?? []);
  return { parts, extent: extents.length === 0 ? null : extents.reduce(united) };
}

type Extent = NonNullable<Series['extent']>;

function extentOf(db: ReadDatabase, part: SeriesPart, axis: Axis, range: Range): Extent | null {
  const { origin, until } = part;
  const extent = db.get<{ low: number | null; high: number | null; min: number | null; max: number | null }>(
    statementsOf[axis].extent,
    bound(part, range),
  );
  if (extent === undefined || extent.low === null || extent.high === null) return null;
  const { min, max } = extent;
  // Its last chunk may reach further than the part does.
  const to = until === null || axis !== 'step' ? extent.high - origin : Math.min(extent.high, until);
  return { from: extent.low - origin, to, min, max };
}

function united(one: Extent, other: Extent): Extent {
  return {
    from: Math.min(one.from, other.from),
    to: Math.max(one.to, other.to),
    min: least(Math.min, one.min, other.min),
    max: least(Math.max, one.max, other.max),
  };
}

function least(
  choose: (one: number, other: number) => number,
  one: number | null,
  other: number | null,
): number | null {
  return one === null || other === null ? (one ?? other) : choose(one, other);
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
  for (const part of series.parts) {
    db.each<ChunkRecord & { point_values: Uint8Array }>(
      statementsOf[axis].chunks,
      bound(part, range),
      (chunk) => {
        const values = decodeColumn(chunk.point_values, chunk.count);
        const kept = keptOf(chunk, part.until);
        visit(within(xOf(chunk, part.origin), kept), within(values, kept));
      },
    );
  }
}

/** As `eachChunk`, without the values; ends when `visit` gives false. */
export function eachX(
  db: ReadDatabase,
  series: Series,
  axis: Axis,
  range: Range,
  visit: (x: Float64Array) => boolean,
): void {
  for (const part of series.parts) {
    let after = -1;
    for (;;) {
      const page = db.all<ChunkRecord>(statementsOf[axis].xPage, { ...bound(part, range), after });
      for (const chunk of page) {
        if (!visit(within(xOf(chunk, part.origin), keptOf(chunk, part.until)))) return;
        after = chunk.first_sequence;
      }
      if (page.length < chunksPerPage) break;
    }
  }
}

interface ChunkRecord {
  readonly first_sequence: number;
  readonly count: number;
  readonly x: Uint8Array;
  readonly max_step: number;
  /** Of chunks that reach beyond their part alone. */
  readonly steps: Uint8Array | null;
}

/** Which points of a chunk belong to the part; null for all of them. */
function keptOf({ count, max_step: maxStep, steps }: ChunkRecord, until: number | null): Uint8Array | null {
  if (until === null || steps === null || maxStep <= until) return null;
  return Uint8Array.from(decodeColumn(steps, count), (step) => (step <= until ? 1 : 0));
}

function within(column: Float64Array, kept: Uint8Array | null): Float64Array {
  return kept === null ? column : column.filter((_, index) => kept[index] === 1);
}

const chunksPerPage = 16;

function xOf(chunk: ChunkRecord, origin: number): Float64Array {
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
  const inRange = `metric_id = @metric AND max_${name} >= @from AND min_${name} <= @to AND min_step <= @until`;
  const columns = `first_sequence, count, ${name}s AS x, max_step, iif(max_step > @until, steps, NULL) AS steps`;
  return {
    extent: `
      SELECT min(min_${name}) AS low, max(max_${name}) AS high, min(min_value) AS min, max(max_value) AS max
      FROM point_chunks WHERE ${inRange}`,
    chunks: `
      SELECT ${columns}, point_values FROM point_chunks WHERE ${inRange} ORDER BY first_sequence`,
    xPage: `
      SELECT ${columns} FROM point_chunks
      WHERE ${inRange} AND first_sequence > @after ORDER BY first_sequence LIMIT ${chunksPerPage}`,
  };
}

/** A little wider than the range, since the sums are rounded; points are looked at one by one afterwards. */
function bound(
  { metric, origin, until }: SeriesPart,
  range: Range,
): { metric: number; from: number; to: number; until: number } {
  const from = range.from + origin;
  const to = range.to + origin;
  const slack = origin === 0 ? 0 : 2 ** -52;
  return {
    metric,
    from: from - Math.abs(from) * slack,
    to: to + Math.abs(to) * slack,
    until: until ?? Number.MAX_VALUE,
  };
}
