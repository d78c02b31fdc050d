import { CodedError } from '#contract/errors.ts';
import type { MethodOutput, ParsedInput } from '#contract/methods/index.ts';
import { derivedText } from '#contract/metric-expression/derived-key.ts';
import type { PointColumns } from '#contract/metric.ts';
import { decodeColumn } from '../store/columns.ts';
import type { ReadDatabase } from '../store/database.ts';
import { concatenate, filterColumns, sliceColumns } from '../store/tables/point-columns.ts';
import { requireRun } from '../store/tables/run-row.ts';
import { derivedColumns } from './derived-columns.ts';
import { historyOf, type HistoryPart } from './history.ts';

interface ChunkRecord {
  readonly first_sequence: number;
  readonly count: number;
  readonly steps: Uint8Array;
  readonly times: Uint8Array;
  readonly point_values: Uint8Array;
}

/**
 * Points of a metric as they were measured, in the order in which they came: `limit` of them from the `offset`-th on,
 * counted from 0; of a branch, those of its parents up to where it began are the first. Chunks outside are not read.
 * Throws `not_found` for a run or a metric that is not there.
 */
export function queryPoints(
  db: ReadDatabase,
  request: ParsedInput<'runs.points'>,
): MethodOutput<'runs.points'> {
  const { run, key, offset, limit } = request;
  if (derivedText(key) !== null) return derivedPoints(db, request);
  const parts = historyOf(db, run).flatMap((part) => partOf(db, part, key) ?? []);
  if (parts.length === 0) throw noMetric(db, run, key);
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const from = Math.min(offset, total);
  const to = Math.min(from + limit, total);
  let before = 0;
  const pieces = parts.flatMap(({ columns, count }): PointColumns[] => {
    const [first, last] = [Math.max(from - before, 0), Math.min(to - before, count)];
    before += count;
    return first < last ? [columns(first, last)] : [];
  });
  const [first] = pieces;
  return { ...(first !== undefined && pieces.length === 1 ? first : concatenate(pieces)), total };
}

/** Of a derived metric: its values at the steps at which all that it is made of were measured. */
function derivedPoints(db: ReadDatabase, { run, key, offset, limit }: ParsedInput<'runs.points'>) {
  const bySteps = derivedColumns(db, { run, key }, 'step');
  const byTimes = derivedColumns(db, { run, key }, 'time');
  if (bySteps === null || byTimes === null) throw noMetric(db, run, key);
  const columns = { steps: bySteps.x, times: byTimes.x, values: bySteps.values };
  return { ...sliceColumns(columns, offset, offset + limit), total: bySteps.x.length };
}

interface Part {
  readonly count: number;
  /** Its points from the `from`-th to before the `to`-th. */
  columns(from: number, to: number): PointColumns;
}

function partOf(db: ReadDatabase, { run, until }: HistoryPart, key: string): Part | null {
  const metric = db.get<{ id: number; total: number }>(
    'SELECT metric_id AS id, count AS total FROM latest_metrics WHERE run_id = @run AND key = @key',
    { run, key },
  );
  if (metric === undefined) return null;
  const columns = (from: number, to: number): PointColumns => columnsOf(db, metric.id, from, to);
  if (until === null) return { count: metric.total, columns };
  // Steps need not be in order.
  const kept = filterColumns(columns(0, metric.total), (step) => step <= until);
  return { count: kept.steps.length, columns: (from, to) => sliceColumns(kept, from, to) };
}

function columnsOf(db: ReadDatabase, metric: number, from: number, to: number): PointColumns {
  const steps = new Float64Array(to - from);
  const times = new Float64Array(to - from);
  const values = new Float64Array(to - from);
  db.each<ChunkRecord>(chunksSql, { metric, from, to }, (chunk) => {
    const start = Math.max(from - chunk.first_sequence, 0);
    const end = Math.min(to - chunk.first_sequence, chunk.count);
    const place = chunk.first_sequence + start - from;
    steps.set(decodeColumn(chunk.steps, chunk.count).subarray(start, end), place);
    times.set(decodeColumn(chunk.times, chunk.count).subarray(start, end), place);
    values.set(decodeColumn(chunk.point_values, chunk.count).subarray(start, end), place);
  });
  return { steps, times, values };
}

// No chunk holds more than 4,096 points, so that the index finds the first one without reading all before it.
const chunksSql = `
  SELECT first_sequence, count, steps, times, point_values FROM point_chunks
  WHERE metric_id = @metric AND first_sequence > @from - 4096 AND first_sequence < @to
    AND first_sequence + count > @from
  ORDER BY first_sequence`;

function noMetric(db: ReadDatabase, run: number, key: string): CodedError {
  requireRun(db, run);
  const keys = db.all<{ key: string }>('SELECT key FROM latest_metrics WHERE run_id = @run ORDER BY key', {
    run,
  });
  const known =
    keys.length === 0 ? 'It has no metrics yet.' : `It has ${keys.map((row) => row.key).join(', ')}.`;
  return new CodedError('not_found', `Run ${run} has no metric "${key}". ${known}`, { run, key });
}
