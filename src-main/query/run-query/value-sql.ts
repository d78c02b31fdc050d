import type { Value, ValueType } from '#contract/run-query/tree.ts';
import { typeOf } from '#contract/run-query/typing.ts';
import type { Bindings } from './bindings.ts';
import { fieldSql, type ParamKind } from './field-sql.ts';

/** Times that a query is asked at, in epoch milliseconds. */
export interface Clock {
  readonly now: number;
  /** The last midnight of the user's own day, and the one before. */
  readonly today: number;
  readonly yesterday: number;
  /** Of this question alone: what its patterns have cost is counted under it. */
  readonly ticket: number;
}

/** The last midnight before `now`, and the one before, where this machine is. */
export function clockAt(now: number, ticket: number): Clock {
  const midnight = (daysAgo: number): number => {
    const date = new Date(now);
    return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysAgo).getTime();
  };
  return { now, today: midnight(0), yesterday: midnight(1), ticket };
}

interface Compiling {
  readonly bindings: Bindings;
  readonly clock: Clock;
}

/**
 * SQL for a value; NULL where it is missing, NaN or divided by zero. A param is taken for what `kind` says. Beside a time
 * (`beside`) a duration is a time, so long after now.
 */
export function valueSql(value: Value, kind: ParamKind, compiling: Compiling, beside?: ValueType): string {
  const sql = plainSql(value, kind, compiling);
  if (beside !== 'time' || typeOf(value) !== 'duration') return sql;
  return `(${compiling.bindings.of(compiling.clock.now)} + ${sql})`;
}

function plainSql(value: Value, kind: ParamKind, compiling: Compiling): string {
  const { bindings, clock } = compiling;
  const part = (of: Value): string => plainSql(of, 'number', compiling);
  switch (value.kind) {
    case 'field':
      return fieldSql(value.field, bindings, kind);
    case 'boolean':
      return bindings.of(Number(value.value));
    case 'moment':
      return bindings.of(clock[value.value]);
    case 'negative':
      return `(-${part(value.of)})`;
    case 'arithmetic':
      return `(${part(value.left)} ${value.operator} ${part(value.right)})`;
    default:
      return bindings.of(value.value);
  }
}
