import type { MethodOutput, ParsedInput } from '#contract/methods/index.ts';
import type { ParamValue } from '#contract/param.ts';
import { parseRunValue } from '#contract/run-query/parse.ts';
import type { ValueType } from '#contract/run-query/tree.ts';
import { typeOf } from '#contract/run-query/typing.ts';
import { mostValueRows, type ValueColumn } from '#contract/value-columns.ts';
import type { ReadDatabase, SqlValue } from '../store/database.ts';
import { runQuestion } from './run-question.ts';
import { compileValues } from './run-query/read-values.ts';

/**
 * Values of the runs that a filter leaves, a column for each field of the query language; latest metrics, never their
 * history but for values at a step. One statement. Throws `invalid_input` as the runs table does.
 */
export function valueColumns(
  db: ReadDatabase,
  request: ParsedInput<'runs.valueColumns'>,
  now: number,
): MethodOutput<'runs.valueColumns'> {
  const question = runQuestion(db, request, now);
  const { fields } = request;
  const values = compileValues(db, fields, now);
  const columns = ['r.id', 'r.name', 'r.color', ...values.columns].join(', ');
  const rows = db.all<Record<string, SqlValue>>(
    `SELECT ${columns} FROM runs AS r ${question.joins} WHERE ${question.where} ORDER BY ${question.order}`,
    { ...question.params, ...values.params },
  );
  const shown = rows.slice(0, mostValueRows);
  return {
    runs: Float64Array.from(shown, (row) => Number(row['id'])),
    names: shown.map((row) => String(row['name'])),
    colors: Float64Array.from(shown, (row) => Number(row['color'])),
    total: rows.length,
    columns: fields.map((field, index) =>
      columnOf(
        shown.map((row) => values.read(row, index)),
        typeOfText(field),
      ),
    ),
  };
}

/** Numbers where all values are; else words, and a number among them is one, too. */
function columnOf(values: readonly ParamValue[], type: ValueType): ValueColumn {
  if (values.every((value) => value === null || typeof value === 'number')) {
    return { kind: 'number', type, values: Float64Array.from(values, (value) => value ?? Number.NaN) };
  }
  const texts = [...new Set(values.filter((value) => value !== null).map(String))].sort(byValue);
  const places = new Map(texts.map((text, place) => [text, place]));
  return {
    kind: 'text',
    texts,
    places: Int32Array.from(values, (value) => (value === null ? -1 : (places.get(String(value)) ?? -1))),
  };
}

function byValue(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) || difference === 0 ? (a < b ? -1 : a > b ? 1 : 0) : difference;
}

/** What kind of value a text names; what is no value was refused before. */
function typeOfText(text: string): ValueType {
  const { value } = parseRunValue(text);
  return value === null ? 'any' : typeOf(value);
}
