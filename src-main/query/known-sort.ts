import { nearest } from '#contract/parse.ts';
import { inputError } from '../base/input-error.ts';
import type { ReadDatabase } from '../store/database.ts';
import { sortedBy } from './run-order.ts';

/**
 * Throws `invalid_input` with the nearest name for a sort by a metric or param that no run has, which would leave the
 * order to chance. Where no run has any yet, every name will do.
 */
export function checkKnownSort(db: ReadDatabase, by: string): void {
  const wanted = sortedBy(by);
  if (wanted === null) return;
  const { what, name } = wanted;
  const known = what === 'metric' ? 'key = @name' : 'path = @name';
  const table = what === 'metric' ? 'latest_metrics' : 'params';
  if (db.get(`SELECT 1 FROM ${table} WHERE ${known} LIMIT 1`, { name }) !== undefined) return;
  const names = db
    .all<{ name: string }>(`SELECT DISTINCT ${what === 'metric' ? 'key' : 'path'} AS name FROM ${table}`)
    .map((row) => row.name);
  if (names.length === 0) return;
  const near = nearest(name, names);
  const hint =
    near === undefined
      ? `There are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}.`
      : `Did you mean "${near}"?`;
  throw inputError(
    'sort.by',
    `No run has the ${what} "${name}". ${hint}`,
    near === undefined ? undefined : `${what}:${near}`,
  );
}
