import type { MethodOutput, ParsedInput } from '#contract/methods/index.ts';
import type { ParamValue } from '#contract/param.ts';
import type { ReadDatabase } from '../store/database.ts';

const mostValues = 50;

interface ValueRecord {
  readonly kind: 'number' | 'text' | 'boolean' | 'null';
  readonly number: number | null;
  readonly text: string | null;
}

/** The values that a param has in the runs, the commonest first, 50 at most; what is in the trash does not count. */
export function paramValues(
  db: ReadDatabase,
  { path }: ParsedInput<'runs.values'>,
): MethodOutput<'runs.values'> {
  const records = db.all<ValueRecord>(
    `SELECT p.kind, p.number, p.text FROM params AS p
    WHERE p.path IN (@path, @path || '.kind')
      AND p.run_id NOT IN (SELECT id FROM runs WHERE trashed_at IS NOT NULL)
    GROUP BY p.kind, p.number, p.text
    ORDER BY count(*) DESC, p.number, p.text
    LIMIT ${mostValues}`,
    { path },
  );
  return records.map(valueOf);
}

function valueOf({ kind, number, text }: ValueRecord): ParamValue {
  return kind === 'boolean' ? number === 1 : (number ?? text);
}
