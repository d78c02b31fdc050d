import type { ParsedInput } from '#contract/methods/index.ts';
import type { ReadDatabase, SqlValue } from '../store/database.ts';
import { runFilter } from './run-filter.ts';
import { runOrder } from './run-order.ts';
import { compileRunQuery } from './run-query/compile.ts';

type Asked = Pick<
  ParsedInput<'runs.list'>,
  'query' | 'text' | 'states' | 'experiment' | 'datasets' | 'trashed' | 'runs' | 'archived' | 'sort'
>;

/** Which runs are asked for and in which order, as parts of a statement over `runs AS r`. */
export interface RunQuestion {
  readonly joins: string;
  readonly where: string;
  readonly order: string;
  readonly params: Readonly<Record<string, SqlValue>>;
  /** Whether the order, and what is asked, may be found by indexes alone. */
  readonly byIndex: boolean;
}

/** The order of the query goes before the sort. Throws `invalid_input` for either of them with what is wrong. */
export function runQuestion(db: ReadDatabase, asked: Asked, now: number): RunQuestion {
  const filter = runFilter(asked);
  const query = compileRunQuery(db, asked.query, now);
  const sort = runOrder(db, asked.sort.by, asked.sort.direction, now);
  const order = query.order === null ? sort : { ...query.order, params: {} };
  return {
    joins: order.join,
    where: query.where === null ? filter.where : `${filter.where}\n    AND ${query.where}`,
    order: order.terms,
    params: { ...filter.params, ...query.params, ...order.params, now },
    byIndex: asked.text.trim() === '' && query.where === null,
  };
}
