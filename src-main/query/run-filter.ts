import type { ParsedInput } from '#contract/methods/index.ts';
import type { SqlValue } from '../store/database.ts';
import { numberWord, type NumberWord } from './number-word.ts';
import { Bindings } from './run-query/bindings.ts';

type Filter = Pick<
  ParsedInput<'runs.list'>,
  'text' | 'states' | 'experiment' | 'datasets' | 'trashed' | 'runs' | 'archived'
>;

/**
 * The WHERE of the runs table over `runs AS r`, with its parameters. Every word of `text` has to occur in the name,
 * the experiment, the state, a tag or a text param, in upper or lower case of any script, or be a param that is a number.
 */
export function runFilter(filter: Filter): {
  readonly where: string;
  readonly params: Record<string, SqlValue>;
} {
  const bindings = new Bindings('w');
  const params: Record<string, SqlValue> = {};
  const conditions = [
    filter.trashed ? 'r.trashed_at IS NOT NULL AND r.removed_at IS NULL' : 'r.trashed_at IS NULL',
  ];
  if (filter.states !== undefined) {
    params['states'] = JSON.stringify(filter.states);
    conditions.push('r.state IN (SELECT value FROM json_each(@states))');
  }
  if (filter.experiment !== undefined) {
    params['experiment'] = filter.experiment;
    conditions.push('r.experiment_id = (SELECT id FROM experiments WHERE name = @experiment)');
  }
  if (filter.datasets !== undefined) {
    params['datasets'] = JSON.stringify(filter.datasets);
    conditions.push('r.dataset_sha256 IN (SELECT value FROM json_each(@datasets))');
  }
  if (filter.archived !== 'all') {
    const among = filter.archived === 'only' ? 'IN' : 'NOT IN';
    conditions.push(`r.id ${among} (SELECT run_id FROM archived_runs)`);
  }
  if (filter.runs !== undefined) {
    params['chosen'] = JSON.stringify(filter.runs);
    conditions.push('r.id IN (SELECT value FROM json_each(@chosen))');
  }
  for (const word of filter.text.split(/\s+/).filter((part) => part !== '')) {
    conditions.push(occursSql(word, bindings));
  }
  return { where: conditions.join('\n    AND '), params: { ...params, ...bindings.params } };
}

/**
 * Whether a word occurs in the name, the experiment, the state, a tag or a text param, or is the number of a param. Sets
 * that do not depend on the row are made once by SQLite, and only when a row gets as far as needing them.
 */
export function occursSql(text: string, bindings: Bindings): string {
  const word = bindings.of(globOf(text));
  const numbers = numberWord(text);
  return `(r.name GLOB ${word} OR r.state GLOB ${word}
      OR r.experiment_id IN (SELECT id FROM experiments WHERE name GLOB ${word})
      OR r.id IN (SELECT run_id FROM tags WHERE tag GLOB ${word})
      OR r.id IN (SELECT run_id FROM params INDEXED BY params_by_path
        WHERE text GLOB ${word} ${numbers === null ? '' : `OR ${numberSql(numbers, bindings)}`}))`;
}

function numberSql({ sign, least, below }: NumberWord, bindings: Bindings): string {
  const size = `number * ${bindings.of(sign)}`;
  const from = bindings.of(least);
  return `(${size} >= ${from} AND (${size} < ${bindings.of(below)} OR ${size} = ${from}))`;
}

/**
 * A pattern for GLOB that finds the word anywhere: what GLOB would read as a wildcard stands for itself, and a letter
 * for both of its cases. LIKE folds the case of A to Z alone.
 */
export function globOf(word: string): string {
  return `*${Array.from(word, characterPattern).join('')}*`;
}

function characterPattern(character: string): string {
  if (character === '*' || character === '?' || character === '[') return `[${character}]`;
  const cases = [...new Set([character, character.toLowerCase(), character.toUpperCase()])];
  // Upper case of ß is two letters, which no class of one character can name.
  const single = cases.filter((variant) => Array.from(variant).length === 1);
  return single.length === 1 ? character : `[${single.join('')}]`;
}
