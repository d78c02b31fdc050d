import type { FieldName, OrderTerm } from '#contract/run-query/tree.ts';
import { typeOf } from '#contract/run-query/typing.ts';
import { runStates } from '#contract/run.ts';
import { metricColumn } from './field-sql.ts';
import type { Compiling } from './condition-sql.ts';
import { valueSql } from './value-sql.ts';

interface OrderSql {
  readonly joins: string;
  /** After ORDER BY. */
  readonly terms: string;
}

/**
 * The order that a query asks for, over `runs AS r`. What a run lacks comes last in either direction, NaN before that
 * and after all numbers; texts without regard to the case of A to Z; params of several kinds as numbers, true and false,
 * texts. Equal runs follow one another in the direction of the last term by their ids.
 */
export function orderSql(terms: readonly OrderTerm[], compiling: Compiling): OrderSql {
  const joins: string[] = [];
  const sql = terms.map(({ value, direction }, index) => {
    const way = direction === 'asc' ? 'ASC' : 'DESC';
    if (value.kind === 'field') {
      const joined = joinedTerm(value.field, `o${index}`, way, compiling);
      if (joined !== null) {
        joins.push(joined.join);
        return joined.terms;
      }
      if (value.field.of === 'run' && value.field.name === 'state') {
        const places = runStates.map((state, place) => `WHEN '${state}' THEN ${place}`).join(' ');
        return `CASE r.state ${places} END ${way}`;
      }
    }
    const text = typeOf(value) === 'text';
    const computed = valueSql(value, text ? 'text' : 'number', compiling);
    return `${computed} IS NULL, ${computed}${text ? ' COLLATE NOCASE' : ''} ${way}`;
  });
  const last = terms.at(-1)?.direction === 'asc' ? 'ASC' : 'DESC';
  return { joins: joins.join(' '), terms: [...sql, `r.id ${last}`].join(', ') };
}

/** What lies in a table of its own is joined once, where three terms of it would look for it three times. */
function joinedTerm(
  field: FieldName,
  alias: string,
  way: 'ASC' | 'DESC',
  { bindings }: Compiling,
): { readonly join: string; readonly terms: string } | null {
  if (field.of === 'metric') {
    const value = metricColumn(field.figure, field.step).replaceAll('l.', `${alias}.`);
    return {
      join: `LEFT JOIN latest_metrics AS ${alias} ON ${alias}.run_id = r.id AND ${alias}.key = ${bindings.of(field.key)}`,
      terms: `${alias}.run_id IS NULL, ${value} IS NULL, ${value} ${way}`,
    };
  }
  if (field.of === 'param') {
    return {
      join: `LEFT JOIN params AS ${alias} ON ${alias}.run_id = r.id AND ${alias}.path = ${bindings.of(field.path)}`,
      terms: `CASE ${alias}.kind WHEN 'number' THEN 0 WHEN 'boolean' THEN 1 WHEN 'text' THEN 2 WHEN 'null' THEN 3 ELSE 4 END,
        ${alias}.number ${way}, ${alias}.text COLLATE NOCASE ${way}`,
    };
  }
  return null;
}
