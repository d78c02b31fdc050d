import type { MethodOutput, ParsedInput } from '#contract/methods/index.ts';
import type { ParamValue } from '#contract/param.ts';
import { settingsGroup, type GroupField, type RunGroup } from '#contract/run-group.ts';
import { spreadOf } from '../base/spread.ts';
import type { ReadDatabase, SqlValue } from '../store/database.ts';
import { runQuestion } from './run-question.ts';
import { compileValues, type CompiledValues } from './run-query/read-values.ts';
import { settingsKeys } from './settings-key.ts';

/**
 * The runs that a filter leaves in groups of those that have the same value of `by`, or the same settings, each with what
 * its runs say of the fields. Groups come in the order of their first runs. Two statements, and one more for settings that
 * were not seen before. Throws `invalid_input` as the runs table does.
 */
export function groupRuns(
  db: ReadDatabase,
  request: ParsedInput<'runs.groups'>,
  now: number,
): MethodOutput<'runs.groups'> {
  const question = runQuestion(db, request, now);
  const { by, fields } = request;
  const bySettings = by === settingsGroup;
  const values = compileValues(db, bySettings ? fields : [...fields, by], now);
  const columns = ['r.id', ...values.columns].join(', ');
  const rows = db.all<Record<string, SqlValue>>(
    `SELECT ${columns} FROM runs AS r ${question.joins} WHERE ${question.where} ORDER BY ${question.order}`,
    { ...question.params, ...values.params },
  );
  const ids = rows.map((row) => Number(row['id']));
  const settings = bySettings ? settingsKeys(db, ids) : null;
  const groups = new Map<string, { readonly value: ParamValue; readonly rows: Record<string, SqlValue>[] }>();
  for (const [index, row] of rows.entries()) {
    const value = bySettings ? null : values.read(row, fields.length);
    const key = settings?.get(ids[index] ?? 0) ?? JSON.stringify(value);
    const group = groups.get(key) ?? { value, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return {
    total: rows.length,
    groups: [...groups.values()].map((group): RunGroup => ({
      value: group.value,
      runs: group.rows.map((row) => Number(row['id'])),
      fields: Object.fromEntries(fields.map((field, index) => [field, fieldOf(values, group.rows, index)])),
    })),
  };
}

function fieldOf(
  values: CompiledValues,
  rows: readonly Record<string, SqlValue>[],
  index: number,
): GroupField {
  const all = rows.map((row) => values.read(row, index));
  const [first = null] = all;
  const numbers = all.filter((value) => typeof value === 'number');
  const spread = spreadOf(numbers);
  return all.every((value) => value === first) ? { same: first, spread } : { spread };
}
