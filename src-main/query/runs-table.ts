import type { MethodOutput, ParsedInput } from '#contract/methods/index.ts';
import type { ReadDatabase } from '../store/database.ts';
import { runFilter } from './run-filter.ts';
import { runOrder } from './run-order.ts';
import { loadRunRows } from './run-rows.ts';

/**
 * A page of the runs table, and how many runs the filter leaves. Reads latest metrics, never their history; six
 * statements at most, whatever the page. `now` is in epoch milliseconds. Throws `invalid_input` for an unknown sort.
 */
export function listRuns(
  db: ReadDatabase,
  request: ParsedInput<'runs.list'>,
  now: number,
): MethodOutput<'runs.list'> {
  const { where, params } = runFilter(request);
  const order = runOrder(request.sort.by, request.sort.direction);
  const counted = db.get<{ total: number }>(`SELECT count(*) AS total FROM runs AS r WHERE ${where}`, params);
  const page = db.all<{ id: number }>(
    `SELECT r.id FROM runs AS r ${order.join}
    WHERE ${where}
    ORDER BY ${order.terms}
    LIMIT @limit OFFSET @offset`,
    { ...params, ...order.params, now, limit: request.limit, offset: request.offset },
  );
  const rows = loadRunRows(
    db,
    page.map((run) => run.id),
    now,
    request,
  );
  return { rows, total: counted?.total ?? 0 };
}
