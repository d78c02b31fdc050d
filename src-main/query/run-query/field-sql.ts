import type { FieldName, MetricFigure, RunField, SystemField } from '#contract/run-query/tree.ts';
import type { Bindings } from './bindings.ts';

/** What a param is asked for: one of another kind counts as missing. */
export type ParamKind = 'number' | 'text' | 'boolean';

/**
 * SQL for a field of a run over `runs AS r`; NULL where it is missing or NaN. Numbers are reals, since SQLite divides
 * whole ones without a rest. May name @now.
 */
export function fieldSql(field: FieldName, bindings: Bindings, kind: ParamKind): string {
  switch (field.of) {
    case 'run':
      return runFieldSql[field.name];
    case 'system':
      return systemSql(field.name);
    case 'param':
      return `(SELECT ${kind === 'text' ? 'text' : 'number'} FROM params
        WHERE run_id = r.id AND path = ${bindings.of(field.path)} AND kind = '${kind}')`;
    case 'tags':
      return tagsSql('true');
    case 'tag':
      return `(r.id IN (SELECT run_id FROM tags WHERE tag = ${bindings.of(field.tag)}))`;
    case 'metric':
      return `(SELECT ${metricColumn(field.figure, field.step)} ${metricRow(field.key, bindings)})`;
    case 'metricAt':
      return pointSql(field, bindings);
  }
}

/** Whether a run has a tag that fits a condition over `tag`. */
export function tagsSql(condition: string): string {
  return `EXISTS (SELECT 1 FROM tags WHERE run_id = r.id AND ${condition})`;
}

/** The one row of latest_metrics that a metric of a run has, from FROM on. */
export function metricRow(key: string, bindings: Bindings): string {
  return `FROM latest_metrics AS l WHERE l.run_id = r.id AND l.key = ${bindings.of(key)}`;
}

/** A column of a row of `latest_metrics AS l`. */
export function metricColumn(figure: MetricFigure, step: boolean): string {
  if (figure === 'count') return 'CAST(l.count AS REAL)';
  if (figure === 'final') {
    return step
      ? 'coalesce(l.kept_step, l.last_step)'
      : 'CASE WHEN l.kept_step IS NULL THEN l.last ELSE l.kept END';
  }
  return `l.${figure}${step ? '_step' : ''}`;
}

const runFieldSql: Readonly<Record<RunField, string>> = {
  id: 'CAST(r.id AS REAL)',
  name: 'r.name',
  state: 'r.state',
  experiment: '(SELECT name FROM experiments WHERE id = r.experiment_id)',
  notes: '(SELECT markdown FROM notes WHERE run_id = r.id)',
  engine: 'r.engine',
  error: "json_extract(r.error, '$.message')",
  family: '(SELECT name FROM families WHERE id = r.family_id)',
  parent: 'CAST(r.parent_id AS REAL)',
  created: 'r.created_at',
  started: 'r.started_at',
  ended: 'r.ended_at',
  duration:
    'CASE WHEN r.started_at IS NOT NULL THEN r.active_ms + coalesce(max(0, @now - r.active_since), 0) END',
};

const systemKeys: Readonly<Record<SystemField, string>> = {
  descent: 'descent',
  node: 'node',
  os: 'os',
  cpu: 'cpu',
  variant: 'engineVariant',
  cores: 'cores',
  memory: 'memoryBytes',
  threads: 'threads',
};

function systemSql(name: SystemField): string {
  const value = `json_extract(r.environment, '$.${systemKeys[name]}')`;
  return name === 'cores' || name === 'memory' || name === 'threads' ? `CAST(${value} AS REAL)` : value;
}

/**
 * The last point that was measured at a step or before it, of a branch also among those that it began with. Of the chunks
 * that end by then only the latest matters, and of the others those that had begun.
 */
function pointSql({ key, at, step }: Extract<FieldName, { of: 'metricAt' }>, bindings: Bindings): string {
  const until = bindings.of(at);
  return `(WITH RECURSIVE part (run, until) AS (
      SELECT r.id, CAST(${until} AS REAL)
      UNION ALL
      SELECT p.parent_id, min(part.until, p.branch_step) FROM part JOIN runs AS p ON p.id = part.run
      WHERE p.branch_step IS NOT NULL AND p.parent_id IS NOT NULL)
    SELECT point_at(c.steps, c.point_values, c.count, c.first_sequence, part.until, ${step ? 1 : 0})
    FROM part JOIN metrics AS m ON m.run_id = part.run AND m.key = ${bindings.of(key)}
    JOIN point_chunks AS c ON c.metric_id = m.id
    WHERE c.min_step <= part.until AND c.max_step >= coalesce(
      (SELECT max(d.max_step) FROM point_chunks AS d WHERE d.metric_id = m.id AND d.max_step <= part.until),
      c.max_step))`;
}
