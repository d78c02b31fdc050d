import { parseRunValue } from '#contract/run-query/parse.ts';
import type { Value } from '#contract/run-query/tree.ts';
import { typeOf } from '#contract/run-query/typing.ts';
import type { ParamValue } from '#contract/param.ts';
import type { ReadDatabase, SqlValue } from '../../store/database.ts';
import { Bindings } from './bindings.ts';
import { refusedQuery } from './compile.ts';
import { withKnownNames } from './known-names.ts';
import { clockAt, valueSql } from './value-sql.ts';

/** Values of the query language as columns of a statement over `runs AS r`, which needs @now besides. */
export interface CompiledValues {
  readonly columns: readonly string[];
  readonly params: Readonly<Record<string, SqlValue>>;
  /** What a row of the statement says of the value at an index. */
  read(row: Readonly<Record<string, SqlValue>>, index: number): ParamValue;
}

/**
 * Reads values such as `metrics.val/loss.min` or `params.a / 2`. A name that no run has gives null for every run, since
 * it may stand in a layout that is older than the runs. Throws `invalid_input` for what is no value.
 */
export function compileValues(db: ReadDatabase, texts: readonly string[], now: number): CompiledValues {
  const bindings = new Bindings('v');
  const clock = clockAt(now, 0);
  const values = texts.map((text) => readValue(db, text));
  return {
    columns: values.map((value, index) => `${columnSql(value, { bindings, clock })} AS value${index}`),
    params: bindings.params,
    read: (row, index) => {
      const found = row[`value${index}`];
      const value = values[index];
      if (found === null || found === undefined || value === undefined || found instanceof Uint8Array)
        return null;
      return typeOf(value) === 'boolean'
        ? Number(found) === 1
        : typeof found === 'bigint'
          ? Number(found)
          : found;
    },
  };
}

function readValue(db: ReadDatabase, text: string): Value {
  const { value, issue } = parseRunValue(text);
  if (value === null) throw refusedQuery(issue);
  const { order } = withKnownNames(db, { condition: null, order: [{ value, direction: 'asc' }] }, 'any');
  return order[0]?.value ?? value;
}

/** A param by itself is whatever it is; its true and false are words. */
function columnSql(
  value: Value,
  compiling: { readonly bindings: Bindings; readonly clock: ReturnType<typeof clockAt> },
): string {
  if (value.kind === 'field' && value.field.of === 'param') {
    return `(SELECT CASE kind WHEN 'text' THEN text WHEN 'number' THEN number
        WHEN 'boolean' THEN CASE number WHEN 1 THEN 'true' ELSE 'false' END END
      FROM params WHERE run_id = r.id AND path = ${compiling.bindings.of(value.field.path)})`;
  }
  const type = typeOf(value);
  return valueSql(value, type === 'text' ? 'text' : 'number', compiling);
}
