import type { MethodOutput, ParsedInput } from '#contract/methods/index.ts';
import type { ParamValue } from '#contract/param.ts';
import type { ReadDatabase, SqlValue } from '../store/database.ts';
import { runQuestion, type RunQuestion } from './run-question.ts';
import { compileValues } from './run-query/read-values.ts';
import { loadRunRows } from './run-rows.ts';

/**
 * A page of the runs table, and how many runs the filter leaves. Reads latest metrics, never their history but for values
 * at a step; seven statements at most, whatever the page. `now` is in epoch milliseconds. Throws `invalid_input` for an
 * unknown sort, and for a query or a field with its place.
 */
export function listRuns(
  db: ReadDatabase,
  request: ParsedInput<'runs.list'>,
  now: number,
): MethodOutput<'runs.list'> {
  const question = runQuestion(db, request, now);
  const { ids, total } = question.byIndex
    ? pageByIndex(db, question, request)
    : pageOfAll(db, question, request);
  const rows = loadRunRows(db, ids, now, request);
  if (request.fields === undefined) return { rows, total };
  const fields = fieldsOf(db, ids, request.fields, now);
  return { rows: rows.map((row) => ({ ...row, fields: fields.get(row.id) ?? {} })), total };
}

type Page = Pick<ParsedInput<'runs.list'>, 'offset' | 'limit'>;

function orderedSql({ joins, where, order }: RunQuestion): string {
  return `SELECT r.id FROM runs AS r ${joins} WHERE ${where} ORDER BY ${order}`;
}

/** Stops at the end of the page where the order is that of an index; counting needs indexes alone. */
function pageByIndex(db: ReadDatabase, question: RunQuestion, page: Page): FoundPage {
  const { where, params } = question;
  const counted = db.get<{ total: number }>(`SELECT count(*) AS total FROM runs AS r WHERE ${where}`, params);
  const found = db.all<{ id: number }>(`${orderedSql(question)} LIMIT @limit OFFSET @offset`, {
    ...params,
    limit: page.limit,
    offset: page.offset,
  });
  return { ids: found.map((run) => run.id), total: counted?.total ?? 0 };
}

/** Searches once, where counting apart would search twice. */
function pageOfAll(db: ReadDatabase, question: RunQuestion, page: Page): FoundPage {
  const found = db.column<number>(orderedSql(question), question.params);
  return { ids: found.slice(page.offset, page.offset + page.limit), total: found.length };
}

interface FoundPage {
  readonly ids: readonly number[];
  readonly total: number;
}

function fieldsOf(
  db: ReadDatabase,
  ids: readonly number[],
  texts: readonly string[],
  now: number,
): ReadonlyMap<number, Readonly<Record<string, ParamValue>>> {
  if (texts.length === 0) return new Map();
  const values = compileValues(db, texts, now);
  const rows = db.all<Record<string, SqlValue>>(
    `SELECT r.id, ${values.columns.join(', ')}
    FROM json_each(@ids) AS chosen CROSS JOIN runs AS r ON r.id = chosen.value`,
    { ...values.params, now, ids: JSON.stringify(ids) },
  );
  return new Map(
    rows.map((row) => [
      Number(row['id']),
      Object.fromEntries(texts.map((text, index) => [text, values.read(row, index)])),
    ]),
  );
}
