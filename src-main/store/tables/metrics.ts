import { metricDirection, type MetricDirection, type PointColumns } from '#contract/metric.ts';
import type { ReadDatabase, WriteDatabase } from '../database.ts';
import { extremesOf } from './point-columns.ts';

/** What is known of a metric without its history: a row of latest_metrics. */
export interface StoredSummary {
  readonly count: number;
  readonly last: number;
  readonly lastStep: number;
  readonly lastTime: number;
  readonly min: number | null;
  readonly minStep: number | null;
  readonly max: number | null;
  readonly maxStep: number | null;
}

export interface MetricState {
  readonly id: number;
  readonly runId: number;
  readonly key: string;
  readonly direction: MetricDirection;
  /** Null while it has no point. */
  readonly summary: StoredSummary | null;
}

interface MetricRow {
  readonly id: number;
  readonly run_id: number;
  readonly key: string;
  readonly direction: MetricDirection;
  readonly count: number | null;
  readonly last_bits: Uint8Array;
  readonly last_step: number;
  readonly last_time: number;
  readonly min: number | null;
  readonly min_step: number | null;
  readonly max: number | null;
  readonly max_step: number | null;
}

const columns = `m.id, m.run_id, m.key, m.direction, l.count, l.last_bits, l.last_step, l.last_time, l.min, l.min_step,
  l.max, l.max_step FROM metrics m LEFT JOIN latest_metrics l ON l.metric_id = m.id`;

/** All metrics of a run. */
export function findMetrics(db: ReadDatabase, runId: number): MetricState[] {
  return db.all<MetricRow>(`SELECT ${columns} WHERE m.run_id = :runId`, { runId }).map(stateOf);
}

/** The metric of this key; made with the direction that its name tells where there is none. */
export function ensureMetric(db: WriteDatabase, runId: number, key: string): MetricState {
  const found = db.get<MetricRow>(`SELECT ${columns} WHERE m.run_id = :runId AND m.key = :key`, {
    runId,
    key,
  });
  if (found !== undefined) return stateOf(found);
  const direction = metricDirection(key);
  const id = db.run('INSERT INTO metrics (run_id, key, direction) VALUES (:runId, :key, :direction)', {
    runId,
    key,
    direction,
  }).lastId;
  return { id, runId, key, direction, summary: null };
}

/** The summary with more points behind it. NaN and ±∞ can be last, but neither smallest nor largest. */
export function extendSummary(before: StoredSummary | null, points: PointColumns): StoredSummary {
  const { steps, times, values } = points;
  const { min, minIndex, max, maxIndex } = extremesOf(values);
  const last = values.length - 1;
  const isSmaller = min !== null && min < (before?.min ?? Infinity);
  const isLarger = max !== null && max > (before?.max ?? -Infinity);
  return {
    count: (before?.count ?? 0) + values.length,
    last: values[last] ?? NaN,
    lastStep: steps[last] ?? 0,
    lastTime: times[last] ?? 0,
    min: isSmaller ? min : (before?.min ?? null),
    minStep: isSmaller ? (steps[minIndex] ?? null) : (before?.minStep ?? null),
    max: isLarger ? max : (before?.max ?? null),
    maxStep: isLarger ? (steps[maxIndex] ?? null) : (before?.maxStep ?? null),
  };
}

export function writeSummary(db: WriteDatabase, metric: MetricState, summary: StoredSummary): void {
  const { count, last, lastStep, lastTime, min, minStep, max, maxStep } = summary;
  const wantsMin = metric.direction === 'minimise';
  db.run(
    `INSERT INTO latest_metrics (run_id, key, metric_id, count, last, last_bits, last_step, last_time, min, min_step,
       max, max_step, best, best_step)
     VALUES (:runId, :key, :id, :count, :last, :lastBits, :lastStep, :lastTime, :min, :minStep, :max, :maxStep, :best,
       :bestStep)
     ON CONFLICT (run_id, key) DO UPDATE SET count = excluded.count, last = excluded.last,
       last_bits = excluded.last_bits, last_step = excluded.last_step, last_time = excluded.last_time,
       min = excluded.min, min_step = excluded.min_step, max = excluded.max, max_step = excluded.max_step,
       best = excluded.best, best_step = excluded.best_step, kept = NULL, kept_step = NULL`,
    {
      runId: metric.runId,
      key: metric.key,
      id: metric.id,
      count,
      // NaN becomes NULL here; its bits are beside it, as are those of −0.
      last,
      lastBits: bitsOf(last),
      lastStep,
      lastTime,
      min,
      minStep,
      max,
      maxStep,
      best: wantsMin ? min : max,
      bestStep: wantsMin ? minStep : maxStep,
    },
  );
}

/**
 * Sets what the weights that a run keeps reach. Figures of metrics that were not logged on the way are left out; a
 * point that is logged later counts again.
 */
export function keepFigures(
  db: WriteDatabase,
  runId: number,
  step: number,
  figures: Readonly<Record<string, number>>,
): void {
  for (const [key, kept] of Object.entries(figures)) {
    db.run('UPDATE latest_metrics SET kept = :kept, kept_step = :step WHERE run_id = :runId AND key = :key', {
      runId,
      key,
      kept,
      step,
    });
  }
}

/** The last points count again, for a run that goes on. */
export function forgetKept(db: WriteDatabase, runId: number): void {
  db.run(
    'UPDATE latest_metrics SET kept = NULL, kept_step = NULL WHERE run_id = :runId AND kept_step IS NOT NULL',
    { runId },
  );
}

/** A float64 exactly, little-endian, as in `latest_metrics.last_bits`. */
export function bitsOf(value: number): Uint8Array {
  return new Uint8Array(Float64Array.of(value).buffer);
}

export function numberOf(bits: Uint8Array): number {
  return new DataView(bits.buffer, bits.byteOffset, bits.byteLength).getFloat64(0, true);
}

function stateOf(row: MetricRow): MetricState {
  const { id, run_id: runId, key, direction, count } = row;
  if (count === null) return { id, runId, key, direction, summary: null };
  const summary = {
    count,
    last: numberOf(row.last_bits),
    lastStep: row.last_step,
    lastTime: row.last_time,
    min: row.min,
    minStep: row.min_step,
    max: row.max,
    maxStep: row.max_step,
  };
  return { id, runId, key, direction, summary };
}
