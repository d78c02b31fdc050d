import { CodedError } from '#contract/errors.ts';
import type { MethodOutput, ParsedInput } from '#contract/methods/index.ts';
import { decodeColumn } from '../store/columns.ts';
import type { ReadDatabase } from '../store/database.ts';
import { requireRun } from '../store/tables/run-row.ts';

interface ChunkRecord {
  readonly first_sequence: number;
  readonly count: number;
  readonly steps: Uint8Array;
  readonly times: Uint8Array;
  readonly point_values: Uint8Array;
}

/**
 * Points of a metric as they were measured, in the order in which they came: `limit` of them from the `offset`-th on,
 * counted from 0. Chunks outside are not read. Throws `not_found` for a run or a metric that is not there.
 */
export function queryPoints(
  db: ReadDatabase,
  request: ParsedInput<'runs.points'>,
): MethodOutput<'runs.points'> {
  const { run, key, offset, limit } = request;
  const metric = db.get<{ id: number; total: number }>(
    'SELECT metric_id AS id, count AS total FROM latest_metrics WHERE run_id = @run AND key = @key',
    { run, key },
  );
  if (metric === undefined) throw noMetric(db, run, key);
  const from = Math.min(offset, metric.total);
  const to = Math.min(from + limit, metric.total);
  const steps = new Float64Array(to - from);
  const times = new Float64Array(to - from);
  const values = new Float64Array(to - from);
  db.each<ChunkRecord>(chunksSql, { metric: metric.id, from, to }, (chunk) => {
    const start = Math.max(from - chunk.first_sequence, 0);
    const end = Math.min(to - chunk.first_sequence, chunk.count);
    const place = chunk.first_sequence + start - from;
    steps.set(decodeColumn(chunk.steps, chunk.count).subarray(start, end), place);
    times.set(decodeColumn(chunk.times, chunk.count).subarray(start, end), place);
    values.set(decodeColumn(chunk.point_values, chunk.count).subarray(start, end), place);
  });
  return { steps, times, values, total: metric.total };
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
