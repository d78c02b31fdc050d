import type { MethodOutput, ParsedInput } from '#contract/methods/index.ts';
import type { ReadDatabase, SqlValue } from '../store/database.ts';
import { runFilter } from './run-filter.ts';
import { compileRunQuery } from './run-query/compile.ts';
import { runOrder } from './run-order.ts';
import { loadRunRows } from './run-rows.ts';

/**
 * A page of the runs table, and how many runs the filter leaves. Reads latest metrics, never their history; six
 * statements at most, whatever the page. `now` is in epoch milliseconds. The order
 * of the query goes before the sort. Throws `invalid_input` for an unknown sort, and for a query with its place.
 */
export function listRuns(
  db: ReadDatabase,
  request: ParsedInput<'runs.list'>,
  now: number,
): MethodOutput<'runs.list'> {
  const filter = runFilter(request);
  const query = compileRunQuery(db, request.query, now);
  const where = query.where === null ? filter.where : `${filter.where}\n    AND ${query.where}`;
  const sort = runOrder(request.sort.by, request.sort.direction);
  const order = query.order === null ? sort : { ...query.order, params: {} };
  const ordered = `SELECT r.id FROM runs AS r ${order.join} WHERE ${where} ORDER BY ${order.terms}`;
  const bound = { ...filter.params, ...query.params, ...order.params, now };
  const { ids, total } =
    request.text.trim() === '' && query.where === null
      ? pageByIndex(db, ordered, where, bound, request)
      : pageOfAll(db, ordered, bound, request);
  return { rows: loadRunRows(db, ids, now, request), total };
}

type Page = Pick<ParsedInput<'runs.list'>, 'offset' | 'limit'>;

/** Stops at the end of the page where the order is that of an index; counting needs indexes alone. */
function pageByIndex(
  db: ReadDatabase,
  ordered: string,
  where: string,
  bound: Record<string, SqlValue>,
  page: Page,
): FoundPage {
  const counted = db.get<{ total: number }>(`SELECT count(*) AS total FROM runs AS r WHERE ${where}`, bound);
  const found = db.all<{ id: number }>(`${ordered} LIMIT @limit OFFSET @offset`, {
    ...bound,
    limit: page.limit,
    offset: page.offset,
  });
  return { ids: found.map((run) => run.id), total: counted?.total ?? 0 };
}

/** Searches once, where counting apart would search twice. */
function pageOfAll(
  db: ReadDatabase,
  ordered: string,
  bound: Record<string, SqlValue>,
  page: Page,
): FoundPage {
  const found = db.all<{ id: number }>(ordered, bound);
  const ids = found.slice(page.offset, page.offset + page.limit).map((run) => run.id);
  return { ids, total: found.length };
}

interface FoundPage {
  readonly ids: readonly number[];
  readonly total: number;
}
