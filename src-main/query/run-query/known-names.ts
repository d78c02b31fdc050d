import { unknownName } from '#contract/run-query/names.ts';
import { nearest } from '#contract/parse.ts';
import { mapFields } from '#contract/run-query/fields.ts';
import { QueryError } from '#contract/run-query/query-error.ts';
import { metricFigures, type Field, type FieldName, type RunQuery } from '#contract/run-query/tree.ts';
import type { ReadDatabase } from '../../store/database.ts';

/**
 * The query with its names as the runs have them: `params.optimizer` stands for `optimizer.kind` where there is nothing
 * by the shorter name. Throws a `QueryError` for a name that no run has, unless `any` is
 * allowed; where there are none at all, every name will do.
 */
export function withKnownNames(
  db: ReadDatabase,
  query: RunQuery,
  allow: 'known' | 'any' = 'known',
): RunQuery {
  return mapFields(query, (field) => {
    try {
      return knownField(db, field);
    } catch (thrown) {
      if (allow === 'known' || !(thrown instanceof QueryError)) throw thrown;
      return field.field;
    }
  });
}

function knownField(db: ReadDatabase, { field, span }: Field): FieldName {
  switch (field.of) {
    case 'param': {
      const path = [field.path, `${field.path}.kind`].find((name) => has(db, 'params', 'path', name));
      if (path !== undefined) return { ...field, path };
      const known = names(db, 'params', 'path');
      if (known.length === 0) return field;
      throw unknownName('param', field.path, known, span);
    }
    case 'metric':
    case 'metricAt': {
      if (has(db, 'latest_metrics', 'key', field.key)) return field;
      const known = names(db, 'latest_metrics', 'key');
      if (known.length === 0) return field;
      throw unknownName('metric', field.key, known, span, nearFigure(field.key, known));
    }
    case 'tag': {
      if (has(db, 'tags', 'tag', field.tag)) return field;
      const known = names(db, 'tags', 'tag');
      // A tag that nothing has yet may be meant as it is; one that is nearly another is a slip.
      if (nearest(field.tag, known) === undefined) return field;
      throw unknownName('tag', field.tag, known, span);
    }
    default:
      return field;
  }
}

/** `val/loss.mni` is a slip in the figure, not in the name of the metric. */
function nearFigure(key: string, known: readonly string[]): string | undefined {
  const dot = key.lastIndexOf('.');
  const stem = key.slice(0, Math.max(0, dot));
  const figure = known.includes(stem) ? nearest(key.slice(dot + 1), metricFigures) : undefined;
  return figure === undefined ? nearest(key, known) : `${stem}.${figure}`;
}

function has(db: ReadDatabase, table: string, column: string, name: string): boolean {
  return db.get(`SELECT 1 FROM ${table} WHERE ${column} = @name LIMIT 1`, { name }) !== undefined;
}

function names(db: ReadDatabase, table: string, column: string): readonly string[] {
  return db
    .all<{ name: string }>(`SELECT DISTINCT ${column} AS name FROM ${table} ORDER BY name`)
    .map((row) => row.name);
}
