import type { ErrorPayload } from '#contract/errors.ts';
import type { FamilyKind } from '#contract/family.ts';
import type { MetricDirection, MetricSummary } from '#contract/metric.ts';
import type { Params, ParamValue } from '#contract/param.ts';
import type { RunRow, RunState } from '#contract/run.ts';
import type { ReadDatabase } from '../store/database.ts';
import { numberOf } from '../store/tables/metrics.ts';

export interface RunRowColumns {
  /** Paths of the params to send along; all when left out. */
  readonly params?: readonly string[] | undefined;
  /** Keys of the metrics to send along; all when left out. */
  readonly metrics?: readonly string[] | undefined;
}

/**
 * Rows of the runs named, in that order; those that are not there are left out. Four statements, however many rows.
 * `now`, in epoch milliseconds, is for the duration of what still trains; `progress` is null, since it is not stored.
 */
export function loadRunRows(
  db: ReadDatabase,
  runs: readonly number[],
  now: number,
  columns: RunRowColumns = {},
): RunRow[] {
  if (runs.length === 0) return [];
  // Nothing below is sorted: rows are put in order here, and all else comes in the order of the keys it is found by.
  const ids = JSON.stringify([...new Set(runs)]);
  const records = new Map(db.all<RunRecord>(runsSql, { ids }).map((record) => [record.id, record]));
  const tags = tagsOf(db, ids);
  const params = paramsOf(db, ids, columns.params);
  const metrics = metricsOf(db, ids, columns.metrics);
  const found = runs.flatMap((id) => records.get(id) ?? []);
  return found.map((record) => ({
    id: record.id,
    uid: record.uid,
    name: record.name,
    experiment: record.experiment,
    state: record.state,
    createdAt: record.created_at,
    startedAt: record.started_at,
    endedAt: record.ended_at,
    durationMs: durationOf(record, now),
    engine: record.engine,
    // Written by the store from an ErrorPayload.
    error: record.error === null ? null : (JSON.parse(record.error) as ErrorPayload),
    params: params.get(record.id) ?? {},
    tags: tags.get(record.id) ?? [],
    metrics: metrics.get(record.id) ?? {},
    progress: null,
    color: record.color,
    ...familyOf(record),
  }));
}

interface RunRecord {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly experiment: string;
  readonly state: RunState;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly active_ms: number;
  readonly active_since: number | null;
  readonly engine: string | null;
  readonly error: string | null;
  readonly color: number;
  readonly family_id: number | null;
  readonly family_place: number | null;
  readonly family_kind: FamilyKind | null;
  readonly family_name: string | null;
  readonly family_size: number | null;
}

// CROSS JOIN keeps SQLite from reading all runs and looking for each among the ids.
const runsSql = `
  SELECT r.id, r.uid, r.name, e.name AS experiment, r.state, r.created_at, r.started_at, r.ended_at,
    r.active_ms, r.active_since, r.engine, r.error, r.color, r.family_id, r.family_place,
    f.kind AS family_kind, f.name AS family_name, f.size AS family_size
  FROM json_each(@ids) AS chosen
  CROSS JOIN runs AS r ON r.id = chosen.value AND r.removed_at IS NULL
  JOIN experiments AS e ON e.id = r.experiment_id
  LEFT JOIN families AS f ON f.id = r.family_id`;

function durationOf(record: RunRecord, now: number): number | null {
  if (record.started_at === null) return null;
  const active = record.active_since === null ? 0 : Math.max(0, now - record.active_since);
  return record.active_ms + active;
}

function familyOf(record: RunRecord): Pick<RunRow, 'family'> {
  const {
    family_id: id,
    family_place: place,
    family_kind: kind,
    family_name: name,
    family_size: size,
  } = record;
  if (id === null || place === null || kind === null || name === null || size === null) return {};
  return { family: { id, kind, name, place, size } };
}

function tagsOf(db: ReadDatabase, ids: string): Map<number, string[]> {
  const tags = new Map<number, string[]>();
  const sql = `
    SELECT t.run_id, t.tag FROM json_each(@ids) AS chosen CROSS JOIN tags AS t ON t.run_id = chosen.value`;
  for (const { run_id, tag } of db.all<{ run_id: number; tag: string }>(sql, { ids })) {
    entryOf(tags, run_id, () => []).push(tag);
  }
  return tags;
}

interface ParamRecord {
  readonly run_id: number;
  readonly path: string;
  readonly kind: 'number' | 'text' | 'boolean' | 'null';
  readonly number: number | null;
  readonly text: string | null;
}

const paramsSql = `
  SELECT p.run_id, p.path, p.kind, p.number, p.text
  FROM json_each(@ids) AS chosen CROSS JOIN params AS p ON p.run_id = chosen.value`;
const namedParamsSql = `
  SELECT p.run_id, p.path, p.kind, p.number, p.text
  FROM json_each(@ids) AS chosen CROSS JOIN json_each(@names) AS wanted
  CROSS JOIN params AS p ON p.run_id = chosen.value AND p.path = wanted.value`;

function paramsOf(db: ReadDatabase, ids: string, paths: readonly string[] | undefined): Map<number, Params> {
  const params = new Map<number, Record<string, ParamValue>>();
  if (paths?.length === 0) return params;
  const records =
    paths === undefined
      ? db.all<ParamRecord>(paramsSql, { ids })
      : db.all<ParamRecord>(namedParamsSql, { ids, names: JSON.stringify(paths) });
  for (const record of records)
    entryOf(params, record.run_id, emptyRecord<ParamValue>)[record.path] = paramValueOf(record);
  return params;
}

function paramValueOf({ kind, number, text }: ParamRecord): ParamValue {
  switch (kind) {
    case 'number':
      return number;
    case 'text':
      return text;
    case 'boolean':
      return number === 1;
    case 'null':
      return null;
  }
}

interface MetricRecord {
  readonly run_id: number;
  readonly key: string;
  readonly count: number;
  readonly last_bits: Uint8Array;
  readonly last_step: number;
  readonly kept: number | null;
  readonly kept_step: number | null;
  readonly min: number | null;
  readonly min_step: number | null;
  readonly max: number | null;
  readonly max_step: number | null;
  readonly best: number | null;
  readonly best_step: number | null;
  readonly direction: MetricDirection;
}

const metricColumns = `l.run_id, l.key, l.count, l.last_bits, l.last_step, l.kept, l.kept_step, l.min, l.min_step, l.max, l.max_step,
    l.best, l.best_step, m.direction`;
const metricsSql = `
  SELECT ${metricColumns}
  FROM json_each(@ids) AS chosen CROSS JOIN latest_metrics AS l ON l.run_id = chosen.value
  JOIN metrics AS m ON m.id = l.metric_id`;
const namedMetricsSql = `
  SELECT ${metricColumns}
  FROM json_each(@ids) AS chosen CROSS JOIN json_each(@names) AS wanted
  CROSS JOIN latest_metrics AS l ON l.run_id = chosen.value AND l.key = wanted.value
  JOIN metrics AS m ON m.id = l.metric_id`;

function metricsOf(
  db: ReadDatabase,
  ids: string,
  keys: readonly string[] | undefined,
): Map<number, Record<string, MetricSummary>> {
  const metrics = new Map<number, Record<string, MetricSummary>>();
  if (keys?.length === 0) return metrics;
  const records =
    keys === undefined
      ? db.all<MetricRecord>(metricsSql, { ids })
      : db.all<MetricRecord>(namedMetricsSql, { ids, names: JSON.stringify(keys) });
  for (const record of records)
    entryOf(metrics, record.run_id, emptyRecord<MetricSummary>)[record.key] = summaryOf(record);
  return metrics;
}

function summaryOf(record: MetricRecord): MetricSummary {
  const last = numberOf(record.last_bits);
  const isKept = record.kept_step !== null;
  return {
    count: record.count,
    last,
    lastStep: record.last_step,
    final: isKept ? (record.kept ?? Number.NaN) : last,
    finalStep: record.kept_step ?? record.last_step,
    min: record.min,
    minStep: record.min_step,
    max: record.max,
    maxStep: record.max_step,
    best: record.best,
    bestStep: record.best_step,
    direction: record.direction,
  };
}

/** Without a prototype, so that `__proto__` is a name like any other. */
function emptyRecord<T>(): Record<string, T> {
  // An object made from nothing has no property of another type.
  return Object.create(null) as Record<string, T>;
}

function entryOf<T>(entries: Map<number, T>, id: number, create: () => T): T {
  let entry = entries.get(id);
  if (entry === undefined) {
    entry = create();
    entries.set(id, entry);
  }
  return entry;
}
