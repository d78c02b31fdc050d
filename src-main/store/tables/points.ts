import type { SeriesBatch } from '#contract/training-event.ts';
import type { PointColumns } from '#contract/metric.ts';
import type { ReadDatabase, WriteDatabase } from '../database.ts';
import { isDamagedRow } from '../errors.ts';
import { chunkLength, deleteTail, insertChunk, readChunks, tailRows } from './point-chunks.ts';
import {
  ensureMetric,
  extendSummary,
  findMetrics,
  forgetKept,
  writeSummary,
  type MetricState,
} from './metrics.ts';
import { forgetMilestones } from './milestones.ts';
import { concatenate, filterColumns, sliceColumns } from './point-columns.ts';

/** So many rows of a tail are made into one, so that a metric that comes in drops is read in few pieces. */
const mostTailRows = 64;

/**
 * Appends points to their metrics, in order, and brings the summaries up to date. 4,096 points at a time are sealed
 * into a chunk of their own, so that chunk k holds the points from 4,096 k on; what comes after them is the tail.
 * Throws a plain error when columns differ in length or a step or time is NaN.
 */
export function appendPoints(db: WriteDatabase, runId: number, series: readonly SeriesBatch[]): void {
  db.transaction(() => {
    for (const batch of series) {
      if (batch.steps.length === 0) continue;
      requireColumns(batch);
      appendTo(db, ensureMetric(db, runId, batch.key), batch);
    }
  });
}

/**
 * Takes away every point after `step`, for a run that goes on from a checkpoint there and will measure them again.
 * Steps need not be in order.
 */
export function truncatePoints(db: WriteDatabase, runId: number, step: number): void {
  db.transaction(() => {
    forgetKept(db, runId);
    forgetMilestones(db, runId, step);
    for (const metric of findMetrics(db, runId)) {
      const { id } = metric;
      const beyond = db.get('SELECT 1 FROM point_chunks WHERE metric_id = :id AND max_step > :step LIMIT 1', {
        id,
        step,
      });
      if (beyond === undefined) continue;
      const kept = filterColumns(readChunks(db, id, 0), (at) => at <= step);
      db.run('DELETE FROM metrics WHERE id = :id', { id });
      appendPoints(db, runId, [{ key: metric.key, ...kept }]);
    }
  });
}

/**
 * Makes one row of each metric's tail, when no more points are to be expected soon. A tail that is damaged stays as
 * it is: the end of a run must not depend on it.
 */
export function settlePoints(db: WriteDatabase, runId: number): void {
  db.transaction(() => {
    for (const { id, summary } of findMetrics(db, runId)) {
      if (summary === null) continue;
      const first = sealedBefore(summary.count);
      if (tailRows(db, id, first) <= 1) continue;
      const tail = readTail(db, id, first);
      if (tail === null) continue;
      deleteTail(db, id, first);
      insertChunk(db, id, first, tail);
    }
  });
}

/** Every point of a metric from the `first`th on, in the order in which they were logged. */
export function readPoints(db: ReadDatabase, metricId: number, first = 0): PointColumns {
  const from = sealedBefore(first);
  return sliceColumns(readChunks(db, metricId, from), first - from);
}

function appendTo(db: WriteDatabase, metric: MetricState, batch: SeriesBatch): void {
  const count = metric.summary?.count ?? 0;
  const first = sealedBefore(count);
  const tailLength = count - first;
  const isSmall = tailLength + batch.steps.length < chunkLength;
  if (isSmall && tailRows(db, metric.id, first) < mostTailRows) {
    insertChunk(db, metric.id, count, batch);
  } else {
    const points = tailLength === 0 ? batch : concatenate([readChunks(db, metric.id, first), batch]);
    deleteTail(db, metric.id, first);
    for (let from = 0; from < points.steps.length; from += chunkLength) {
      insertChunk(db, metric.id, first + from, sliceColumns(points, from, from + chunkLength));
    }
  }
  writeSummary(db, metric, extendSummary(metric.summary, batch));
}

/** Null when it is damaged. */
function readTail(db: ReadDatabase, metricId: number, first: number): PointColumns | null {
  try {
    return readChunks(db, metricId, first);
  } catch (thrown) {
    if (isDamagedRow(thrown)) return null;
    throw thrown;
  }
}

/** Where the tail begins of a metric of `count` points. */
function sealedBefore(count: number): number {
  return count - (count % chunkLength);
}

function requireColumns({ key, steps, times, values }: SeriesBatch): void {
  if (times.length !== steps.length || values.length !== steps.length) {
    throw new Error(`columns of ${key} differ in length: ${steps.length}, ${times.length}, ${values.length}`);
  }
  if (hasNaN(steps) || hasNaN(times)) {
    throw new Error(`a step or time of ${key} is not a number`);
  }
}

function hasNaN(numbers: Float64Array): boolean {
  for (const number of numbers) if (number !== number) return true;
  return false;
}
