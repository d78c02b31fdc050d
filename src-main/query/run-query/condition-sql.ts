import { likePattern } from '#contract/pattern/like-pattern.ts';
import { likeGlob } from './like-glob.ts';
import type { Comparison, Condition, Literal, Value } from '#contract/run-query/tree.ts';
import { typeOf } from '#contract/run-query/typing.ts';
import { occursSql } from '../run-filter.ts';
import type { Bindings } from './bindings.ts';
import { fieldSql, metricRow, tagsSql } from './field-sql.ts';
import { valueSql, type Clock } from './value-sql.ts';

export interface Compiling {
  readonly bindings: Bindings;
  readonly clock: Clock;
}

/** SQL over `runs AS r` that is 1 or 0 and never NULL: what compares with something missing does not hold. */
export function conditionSql(condition: Condition, compiling: Compiling): string {
  const { bindings } = compiling;
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const word = condition.kind === 'all' ? ' AND ' : ' OR ';
      const parts = condition.of.map((part) => conditionSql(part, compiling));
      // SQLite asks in this order: sets that are found once go before what is looked up for every run.
      return `(${[...parts.filter(isSet), ...parts.filter((part) => !isSet(part))].join(word)})`;
    }
    case 'not':
      return `(NOT ${conditionSql(condition.of, compiling)})`;
    case 'compare':
      return compareSql(condition.operator, condition.left, condition.right, compiling);
    case 'in':
      return inSql(condition, compiling);
    case 'like':
      return likeSql(condition, compiling);
    case 'matches':
      return patternSql(condition.value, condition.pattern, condition.negated, compiling);
    case 'null': {
      const missing = missingSql(condition.value, compiling);
      return condition.negated ? `(NOT ${missing})` : missing;
    }
    case 'nan': {
      const nan = nanSql(condition.value, compiling);
      return condition.negated ? `(NOT ${nan})` : nan;
    }
    case 'true':
      return condition.value.field.of === 'tag'
        ? fieldSql(condition.value.field, bindings, 'boolean')
        : `(${fieldSql(condition.value.field, bindings, 'boolean')} IS 1)`;
    case 'word':
      return occursSql(condition.word, bindings);
  }
}

function isSet(sql: string): boolean {
  return sql.startsWith('(r.id IN');
}

const sqlOperators: Readonly<Record<Comparison, string>> = {
  '=': '=',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function compareSql(operator: Comparison, left: Value, right: Value, compiling: Compiling): string {
  const types = [typeOf(left), typeOf(right)] as const;
  const tags = types[0] === 'texts' ? right : types[1] === 'texts' ? left : null;
  if (tags !== null) {
    const has = tagsSql(`tag = ${valueSql(tags, 'text', compiling)}`);
    return operator === '=' ? has : `(NOT ${has})`;
  }
  const byIndex = paramNumberSql(operator, left, right, compiling);
  if (byIndex !== null) return byIndex;
  const holds = (kind: 'number' | 'text' | 'boolean'): string =>
    `(${valueSql(left, kind, compiling, types[1])} ${sqlOperators[operator]} ${valueSql(right, kind, compiling, types[0])}) IS TRUE`;
  if (types[0] !== 'any' || types[1] !== 'any') {
    const kind = types.includes('text') ? 'text' : types.includes('boolean') ? 'boolean' : 'number';
    return `(${holds(kind)})`;
  }
  const kinds =
    operator === '=' || operator === '!='
      ? (['number', 'text', 'boolean'] as const)
      : (['number', 'text'] as const);
  return `(${kinds.map(holds).join(' OR ')})`;
}

const flipped: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/**
 * A param beside a number is found by its index, once for all runs instead of once for each. The index does not know
 * true from 1 and false from 0: those are looked at one by one. Null where the comparison is another one.
 */
function paramNumberSql(
  operator: Comparison,
  left: Value,
  right: Value,
  compiling: Compiling,
): string | null {
  if (left.kind === 'number') {
    return right.kind === 'number' ? null : paramNumberSql(flipped[operator], right, left, compiling);
  }
  if (left.kind !== 'field' || left.field.of !== 'param' || right.kind !== 'number') return null;
  const { bindings } = compiling;
  const holds = `number ${sqlOperators[operator]} ${bindings.of(right.value)}`;
  const those = `SELECT run_id FROM params WHERE path = ${bindings.of(left.field.path)} AND ${holds}`;
  return `(r.id IN (${those} AND number NOT IN (0, 1) UNION ALL ${those} AND number IN (0, 1) AND kind = 'number'))`;
}

function inSql(condition: Extract<Condition, { kind: 'in' }>, compiling: Compiling): string {
  const { value, list, negated } = condition;
  const among = (sql: string, literals: readonly Literal[]): string =>
    `${sql} IN (SELECT value FROM json_each(${compiling.bindings.of(JSON.stringify(literals.map(plain)))}))`;
  if (typeOf(value) === 'texts') {
    const has = tagsSql(among('tag', list));
    return negated ? `(NOT ${has})` : has;
  }
  const kinds = ['number', 'text', 'boolean'] as const;
  const found = kinds.flatMap((kind) => {
    const literals = list.filter((literal) => literal.kind === kind);
    return literals.length === 0 ? [] : [`(${among(valueSql(value, kind, compiling), literals)}) IS TRUE`];
  });
  const holds = `(${found.join(' OR ')})`;
  return negated ? `(NOT ${holds} AND NOT ${missingSql(value, compiling)})` : holds;
}

function plain(literal: Literal): number | string {
  return typeof literal.value === 'boolean' ? Number(literal.value) : literal.value;
}

/** A pattern that GLOB can hold needs no call of ours for every row. */
function likeSql(condition: Extract<Condition, { kind: 'like' | 'matches' }>, compiling: Compiling): string {
  const { value, pattern, negated } = condition;
  const glob = likeGlob(pattern);
  if (glob === null) return patternSql(value, likePattern(pattern), negated, compiling);
  return textSql(value, negated, compiling, (sql) => `(${sql} GLOB ${compiling.bindings.of(glob)})`);
}

function patternSql(value: Value, pattern: string, negated: boolean, compiling: Compiling): string {
  const { bindings, clock } = compiling;
  return textSql(
    value,
    negated,
    compiling,
    (sql) => `pattern_found(${bindings.of(pattern)}, ${sql}, ${bindings.of(clock.ticket)})`,
  );
}

/** Whether a text, or one of several, is found; what is missing is neither found nor not. */
function textSql(
  value: Value,
  negated: boolean,
  compiling: Compiling,
  found: (sql: string) => string,
): string {
  if (typeOf(value) === 'texts') {
    const has = tagsSql(found('tag'));
    return negated ? `(NOT ${has})` : has;
  }
  return `(${found(valueSql(value, 'text', compiling))} IS ${negated ? 0 : 1})`;
}

/** A metric that was NaN is not missing. */
function missingSql(value: Value, compiling: Compiling): string {
  const { bindings } = compiling;
  if (value.kind !== 'field') return `(${valueSql(value, 'number', compiling)} IS NULL)`;
  const { field } = value;
  switch (field.of) {
    case 'tags':
      return `(NOT ${tagsSql('true')})`;
    case 'tag':
      return '0';
    case 'param':
      return `(NOT EXISTS (SELECT 1 FROM params
        WHERE run_id = r.id AND path = ${bindings.of(field.path)} AND kind <> 'null'))`;
    case 'metric':
      if (field.figure === 'final' || field.figure === 'last') {
        return `(NOT EXISTS (SELECT 1 ${metricRow(field.key, bindings)}))`;
      }
      return `(${fieldSql(field, bindings, 'number')} IS NULL)`;
    case 'metricAt':
      return `(${fieldSql({ ...field, step: true }, bindings, 'number')} IS NULL)`;
    default:
      return `(${fieldSql(field, bindings, 'text')} IS NULL)`;
  }
}

/** Smallest, largest and best values are of finite ones only and never NaN. */
function nanSql(value: Value, compiling: Compiling): string {
  if (value.kind !== 'field') return '0';
  const { field } = value;
  const { bindings } = compiling;
  if (field.of === 'metric' && (field.figure === 'final' || field.figure === 'last') && !field.step) {
    return `(${fieldSql(field, bindings, 'number')} IS NULL AND EXISTS (SELECT 1 ${metricRow(field.key, bindings)}))`;
  }
  if (field.of === 'metricAt' && !field.step) {
    return `(${fieldSql(field, bindings, 'number')} IS NULL AND ${fieldSql({ ...field, step: true }, bindings, 'number')} IS NOT NULL)`;
  }
  return '0';
}
