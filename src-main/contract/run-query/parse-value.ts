import { say } from '../sentence.ts';
import type { Cursor } from './cursor.ts';
import { readName } from './names.ts';
import { queryError } from './query-error.ts';
import { units, type Token } from './tokens.ts';
import { moments, type Condition, type Literal, type Span, type Value } from './tree.ts';
import { arithmeticType, typeOf, valueOf, type Operand } from './typing.ts';

/** What a bracket may hold. */
export type Part = { readonly is: 'condition'; readonly condition: Condition; readonly span: Span } | Operand;

/** Reads what is in brackets, which may be a condition. */
type Bracket = () => Part;

/** Words of the language that no value can be called by. */
const reserved = [
  'and',
  'or',
  'not',
  'in',
  'like',
  'contains',
  'matches',
  'is',
  'null',
  'nan',
  'order',
  'by',
  'asc',
  'desc',
];

/** A sum, a product, a value, or whatever a bracket holds. */
export function readSum(cursor: Cursor, bracket: Bracket): Part {
  return operations(cursor, ['+', '-'], () =>
    operations(cursor, ['*', '/'], () => readUnary(cursor, bracket)),
  );
}

function operations(
  cursor: Cursor,
  operators: readonly ('+' | '-' | '*' | '/')[],
  operand: () => Part,
): Part {
  let left = operand();
  for (;;) {
    const operator = operators.find((sign) => cursor.isSymbol(sign));
    if (operator === undefined) return left;
    cursor.advance();
    cursor.count();
    const right = operand();
    const span = { start: left.span.start, end: right.span.end };
    const [one, other] = [valueOf(operandOf(left)), valueOf(operandOf(right))];
    const types = [typeOf(one), typeOf(other)] as const;
    if (arithmeticType(operator, ...types) === null) {
      throw queryError(span, say('query.arithmetic', { operator, left: types[0], right: types[1] }));
    }
    left = { is: 'value', value: { kind: 'arithmetic', operator, left: one, right: other }, span };
  }
}

/** A value with or without a minus. */
export function readUnary(cursor: Cursor, bracket: Bracket): Part {
  const { start } = cursor.token;
  if (!cursor.takeSymbol('-')) return primary(cursor, bracket);
  return cursor.deeper(() => {
    const part = readUnary(cursor, bracket);
    const of = valueOf(operandOf(part));
    const span = { start, end: part.span.end };
    const type = typeOf(of);
    if (type !== 'number' && type !== 'duration' && type !== 'any') {
      throw queryError(span, say('query.negative', { type }));
    }
    return { is: 'value', value: negative(of), span };
  });
}

function primary(cursor: Cursor, bracket: Bracket): Part {
  const token = cursor.token;
  const { start, end } = token;
  const value = (literal: Literal): Part => ({ is: 'value', value: literal, span: { start, end } });
  switch (token.kind) {
    case 'number': {
      cursor.advance();
      if (token.unit === null) return value({ kind: 'number', value: token.value });
      const duration = token.value * units[token.unit];
      if (!Number.isFinite(duration))
        throw queryError(token, say('query.tooLarge', { text: String(token.value) }));
      return value({ kind: 'duration', value: duration });
    }
    case 'string':
      cursor.advance();
      return value({ kind: 'text', value: token.value });
    case 'date':
      cursor.advance();
      return value({ kind: 'time', value: token.value });
    case 'name':
      return named(cursor, token);
    case 'symbol':
      if (token.symbol !== '(') throw cursor.expected('value');
      return bracket();
    case 'end':
      throw cursor.expected('value');
  }
}

function named(cursor: Cursor, token: Extract<Token, { kind: 'name' }>): Part {
  const span = { start: token.start, end: token.end };
  const { segments } = token;
  if (reserved.some((word) => cursor.isWord(word))) throw cursor.expected('value');
  cursor.advance();
  const plain =
    segments.length === 1 && segments[0]?.quoted === false ? segments[0].text.toLowerCase() : null;
  if (plain === 'true' || plain === 'false')
    return { is: 'value', value: { kind: 'boolean', value: plain === 'true' }, span };
  const moment = moments.find((word) => word === plain);
  if (moment !== undefined) return { is: 'value', value: { kind: 'moment', value: moment }, span };
  const read = readName(segments, span);
  if (read.is === 'unknown') return { is: 'bare', text: read.text, span };
  if (read.is === 'metricAt') return metricAt(cursor, read.key, span);
  return { is: 'value', value: { kind: 'field', field: read.field, span }, span };
}

function metricAt(cursor: Cursor, key: string, { start }: Span): Part {
  if (!cursor.takeSymbol('(')) throw cursor.expected('step');
  const token = cursor.token;
  if (token.kind !== 'number' || token.unit !== null) throw cursor.expected('step');
  cursor.advance();
  if (!cursor.takeSymbol(')')) throw cursor.expected('bracketEnd');
  const step = cursor.takeSymbol('.step');
  const span = { start, end: cursor.before.end };
  return {
    is: 'value',
    value: { kind: 'field', field: { of: 'metricAt', key, at: token.value, step }, span },
    span,
  };
}

/** A part that has to be a value. */
export function operandOf(part: Part): Operand {
  if (part.is === 'condition') throw queryError(part.span, say('query.conditionAsValue'));
  return part;
}

/** The sign of a number belongs to the number. */
function negative(of: Value): Value {
  return of.kind === 'number' || of.kind === 'duration'
    ? { ...of, value: -of.value }
    : { kind: 'negative', of };
}

/** A value that says itself what it is; null where it is one of a run, or computed. */
export function literalOf(value: Value): Literal | null {
  return value.kind === 'field' || value.kind === 'arithmetic' || value.kind === 'negative' ? null : value;
}
