import type { PointColumns } from '#contract/metric.ts';
import { decodeColumn, encodeColumn, encodeRawColumn } from '../columns.ts';
import type { ReadDatabase, WriteDatabase } from '../database.ts';
import { concatenate, extremesOf } from './point-columns.ts';

/** Points of a sealed chunk: 32 KiB of values. */
export const chunkLength = 4096;

/** Writes one row. `first` counts the points of the metric from 0; a row of `chunkLength` points is sealed. */
export function insertChunk(
  db: WriteDatabase,
  metricId: number,
  first: number,
  { steps, times, values }: PointColumns,
): void {
  const { min, max } = extremesOf(values);
  const ofSteps = extremesOf(steps);
  const ofTimes = extremesOf(times);
  db.run(
    `INSERT INTO point_chunks (metric_id, first_sequence, count, sealed, min_step, max_step, min_time, max_time,
       min_value, max_value, steps, times, point_values)
     VALUES (:metricId, :first, :count, :sealed, :minStep, :maxStep, :minTime, :maxTime, :min, :max, :steps, :times,
       :values)`,
    {
      metricId,
      first,
      count: steps.length,
      sealed: steps.length === chunkLength ? 1 : 0,
      minStep: ofSteps.min ?? 0,
      maxStep: ofSteps.max ?? 0,
      minTime: ofTimes.min ?? 0,
      maxTime: ofTimes.max ?? 0,
      min,
      max,
      steps: encodeColumn(steps),
      times: encodeColumn(times),
      values: encodeRawColumn(values),
    },
  );
}

interface ChunkRow {
  readonly count: number;
  readonly steps: Uint8Array;
  readonly times: Uint8Array;
  readonly point_values: Uint8Array;
}

/** Points of the rows that begin at `first` or later, in order. */
export function readChunks(db: ReadDatabase, metricId: number, first: number): PointColumns {
  const rows = db.all<ChunkRow>(
    `SELECT count, steps, times, point_values FROM point_chunks
     WHERE metric_id = :metricId AND first_sequence >= :first ORDER BY first_sequence`,
    { metricId, first },
  );
  return concatenate(
    rows.map(({ count, steps, times, point_values }) => ({
      steps: decodeColumn(steps, count),
      times: decodeColumn(times, count),
      values: decodeColumn(point_values, count),
    })),
  );
}

export function tailRows(db: ReadDatabase, metricId: number, first: number): number {
  const found = db.get<{ rows: number }>(
    'SELECT count(*) AS rows FROM point_chunks WHERE metric_id = :metricId AND first_sequence >= :first',
    { metricId, first },
  );
  return found?.rows ?? 0;
}

export function deleteTail(db: WriteDatabase, metricId: number, first: number): void {
  db.run('DELETE FROM point_chunks WHERE metric_id = :metricId AND first_sequence >= :first', {
    metricId,
    first,
  });
}
