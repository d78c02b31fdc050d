import { CodedError } from '#contract/errors.ts';
import { parseRunQuery } from '#contract/run-query/parse.ts';
import { QueryError, type QueryIssue } from '#contract/run-query/query-error.ts';
import type { OrderTerm } from '#contract/run-query/tree.ts';
import type { ReadDatabase, SqlValue } from '../../store/database.ts';
import { Bindings } from './bindings.ts';
import { conditionSql } from './condition-sql.ts';
import { withKnownNames } from './known-names.ts';
import { orderSql } from './order-sql.ts';
import { clockAt } from './value-sql.ts';

/** A query as parts of a statement over `runs AS r`. */
export interface CompiledQuery {
  /** Null where every run is meant. */
  readonly where: string | null;
  /** Null where the query asks for no order. */
  readonly order: { readonly join: string; readonly terms: string } | null;
  readonly params: Readonly<Record<string, SqlValue>>;
}

let tickets = 0;

/**
 * Reads a query and turns it into SQL in which all that the user wrote is bound to parameters. The statement needs @now
 * besides, the time in epoch milliseconds. Throws `invalid_input` with the place of what is wrong.
 */
export function compileRunQuery(db: ReadDatabase, text: string, now: number): CompiledQuery {
  const { query, issue } = parseRunQuery(text);
  if (query === null) throw refusedQuery(issue);
  try {
    const { condition, order } = withKnownNames(db, query);
    const compiling = { bindings: new Bindings('q'), clock: clockAt(now, ++tickets) };
    const where = condition === null ? null : conditionSql(condition, compiling);
    const ordered = order.length === 0 ? null : orderSql(order, compiling);
    return {
      where,
      order: ordered === null ? null : { join: ordered.joins, terms: ordered.terms },
      params: compiling.bindings.params,
    };
  } catch (thrown) {
    throw thrown instanceof QueryError ? refusedQuery(thrown.issue) : thrown;
  }
}

/** The order that a sort by values asks for; a name that no run has sorts nothing. */
export function compileOrder(
  db: ReadDatabase,
  terms: readonly OrderTerm[],
  now: number,
): Pick<CompiledQuery, 'params'> & { readonly order: NonNullable<CompiledQuery['order']> } {
  const { order } = withKnownNames(db, { condition: null, order: terms }, 'any');
  const compiling = { bindings: new Bindings('o'), clock: clockAt(now, ++tickets) };
  const { joins, terms: sql } = orderSql(order, compiling);
  return { order: { join: joins, terms: sql }, params: compiling.bindings.params };
}

/** The place is told in the details, and in the message for whoever sees no more than that. */
export function refusedQuery(issue: QueryIssue): CodedError {
  const { start, end, suggestion, ...sentence } = issue;
  const about = { path: 'query', ...sentence, ...(suggestion === undefined ? {} : { suggestion }) };
  return new CodedError('invalid_input', sentence, { issues: [about], start, end });
}
