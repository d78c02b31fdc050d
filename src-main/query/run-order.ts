import { runStates } from '#contract/run.ts';
import { inputError } from '../base/input-error.ts';
import { parseRunValue } from '#contract/run-query/parse.ts';
import type { ReadDatabase, SqlValue } from '../store/database.ts';
import { compileOrder } from './run-query/compile.ts';

interface Order {
  /** Joined to `runs AS r`; one row at most for each run. */
  readonly join: string;
  /** Terms after ORDER BY. */
  readonly terms: string;
  readonly params: Record<string, SqlValue>;
}

const plainSorts = ['state', 'name', 'created', 'started', 'duration', 'experiment'] as const;
const metricColumns = ['best', 'min', 'max'] as const;
type MetricColumn = 'final' | (typeof metricColumns)[number];

/**
 * The order of the runs table for `by` (see `runs.list`). What a run lacks comes last in either direction, NaN after
 * all numbers, and equal ones in the order of their ids. States go by the life of a run, texts without regard to the
 * case of A to Z. Params of several types: numbers, then true and false, then texts, then null. Throws
 * `invalid_input` for anything else. The terms may name @now.
 */
export function runOrder(db: ReadDatabase, by: string, direction: 'asc' | 'desc', now: number): Order {
  const way = direction === 'asc' ? 'ASC' : 'DESC';
  const plain = plainSorts.find((name) => name === by);
  if (plain !== undefined) return plainOrder(plain, way);
  const named = sortedBy(by);
  if (named !== null) {
    return named.what === 'param' ? paramOrder(named.name, way) : metricOrder(named.name, named.column, way);
  }
  if (by.startsWith('field:')) return fieldOrder(db, by.slice('field:'.length), direction, now);
  throw inputError(
    'sort.by',
    `Runs cannot be sorted by "${by}". Use ${plainSorts.join(', ')}, param:PATH, metric:KEY, or metric:KEY:best (or :min, :max), or field:VALUE.`,
  );
}

/**
 * The param or the metric that a sort goes by; null where it goes by neither. A key may have colons in it, so that only
 * the end can say which figure of a metric is meant.
 */
export function sortedBy(
  by: string,
): { what: 'param'; name: string } | { what: 'metric'; name: string; column: MetricColumn } | null {
  const [, what, name = ''] = /^(param|metric):(.+)$/s.exec(by) ?? [];
  if (what === 'param') return { what, name };
  if (what !== 'metric') return null;
  const ending = metricColumns.find(
    (column) => name.endsWith(`:${column}`) && name.length > column.length + 1,
  );
  if (ending === undefined) return { what, name, column: 'final' };
  return { what, name: name.slice(0, -ending.length - 1), column: ending };
}

/** By a value of the query language. */
function fieldOrder(db: ReadDatabase, text: string, direction: 'asc' | 'desc', now: number): Order {
  const { value, issue } = parseRunValue(text);
  if (value === null) throw inputError('sort.by', issue, issue.suggestion);
  const { order, params } = compileOrder(db, [{ value, direction }], now);
  return { ...order, params };
}

type Way = 'ASC' | 'DESC';

function plainOrder(by: (typeof plainSorts)[number], way: Way): Order {
  const order = (value: string, join = '', missing = ''): Order => ({
    join,
    terms: `${missing}${value} ${way}, r.id ${way}`,
    params: {},
  });
  switch (by) {
    case 'created':
      return order('r.created_at');
    case 'name':
      return order('r.name COLLATE NOCASE');
    case 'started':
      return order('r.started_at', '', 'r.started_at IS NULL, ');
    case 'duration':
      return order('r.active_ms + coalesce(max(0, @now - r.active_since), 0)', '', 'r.started_at IS NULL, ');
    case 'experiment':
      return order('e.name COLLATE NOCASE', 'JOIN experiments AS e ON e.id = r.experiment_id');
    case 'state': {
      const places = runStates.map((state, place) => `WHEN '${state}' THEN ${place}`).join(' ');
      return order(`CASE r.state ${places} END`);
    }
  }
}

function paramOrder(path: string, way: Way): Order {
  return {
    join: 'LEFT JOIN params AS p ON p.run_id = r.id AND p.path = @path',
    terms: `CASE p.kind WHEN 'number' THEN 0 WHEN 'boolean' THEN 1 WHEN 'text' THEN 2 WHEN 'null' THEN 3 ELSE 4 END,
      p.number ${way}, p.text COLLATE NOCASE ${way}, r.id ${way}`,
    params: { path },
  };
}

function metricOrder(key: string, column: MetricColumn, way: Way): Order {
  const value =
    column === 'final' ? 'CASE WHEN m.kept_step IS NULL THEN m.last ELSE m.kept END' : `m.${column}`;
  return {
    join: 'LEFT JOIN latest_metrics AS m ON m.run_id = r.id AND m.key = @key',
    // NULL in a row that is there is NaN, or an extreme of a metric that was never finite.
    terms: `m.run_id IS NULL, ${value} IS NULL, ${value} ${way}, r.id ${way}`,
    params: { key },
  };
}
