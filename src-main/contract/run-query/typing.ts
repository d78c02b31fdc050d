import { runStates } from '../run.ts';
import { unknownField, unknownName } from './names.ts';
import { say } from '../sentence.ts';
import { queryError } from './query-error.ts';
import { readTime } from './tokens.ts';
import {
  typeOfField,
  type Comparison,
  type Condition,
  type Literal,
  type Span,
  type Value,
  type ValueType,
} from './tree.ts';

/** A value as it was read, or a name that is none: what it is to mean depends on what stands beside it. */
export type Operand = { readonly span: Span } & (
  { readonly is: 'value'; readonly value: Value } | { readonly is: 'bare'; readonly text: string }
);

export function typeOf(value: Value): ValueType {
  switch (value.kind) {
    case 'field':
      return typeOfField(value.field);
    case 'negative':
      return typeOf(value.of) === 'duration' ? 'duration' : 'number';
    case 'arithmetic':
      return arithmeticType(value.operator, typeOf(value.left), typeOf(value.right)) ?? 'number';
    case 'moment':
      return 'time';
    default:
      return value.kind;
  }
}

/** What comes of an operation; null where there is none of these two. A param is taken for a number. */
export function arithmeticType(
  operator: '+' | '-' | '*' | '/',
  left: ValueType,
  right: ValueType,
): 'number' | 'duration' | 'time' | null {
  const one = left === 'any' ? 'number' : left;
  const other = right === 'any' ? 'number' : right;
  if (one === 'number' && other === 'number') return 'number';
  const adds = operator === '+' || operator === '-';
  if (adds && other === 'duration' && (one === 'duration' || one === 'time')) return one;
  if (operator === '+' && one === 'duration' && other === 'time') return 'time';
  if (operator === '-' && one === 'time' && other === 'time') return 'duration';
  if (operator === '*' && one === 'duration' && other === 'number') return 'duration';
  if (operator === '*' && one === 'number' && other === 'duration') return 'duration';
  if (operator === '/' && one === 'duration') {
    return other === 'number' ? 'duration' : other === 'duration' ? 'number' : null;
  }
  return null;
}

/** A value, where a name that is no field is an error. */
export function valueOf(operand: Operand): Value {
  if (operand.is === 'value') return operand.value;
  throw unknownField(operand.text, operand.span);
}

/** The comparison of two operands, if they can be compared. Throws a `QueryError` with the place of what cannot. */
export function compared(operator: Comparison, first: Operand, second: Operand): Condition {
  const left = valueOf(first);
  const leftType = typeOf(left);
  const takesText = leftType === 'text' || leftType === 'texts' || leftType === 'any';
  const right: Value =
    second.is === 'bare' && takesText ? { kind: 'text', value: second.text } : valueOf(second);
  const rightType = typeOf(right);
  const whole = { start: first.span.start, end: second.span.end };
  const done = (one: Value, other: Value): Condition => ({
    kind: 'compare',
    operator,
    left: one,
    right: other,
  });

  if (leftType === 'texts' || rightType === 'texts') {
    const other = leftType === 'texts' ? right : left;
    if (other.kind !== 'text' || (operator !== '=' && operator !== '!=')) {
      throw queryError(whole, say('query.tagsCompared'));
    }
    return done(left, right);
  }
  if (leftType === 'time' && right.kind === 'text') return done(left, timeFrom(right.value, second.span));
  if (rightType === 'time' && left.kind === 'text') return done(timeFrom(left.value, first.span), right);
  if (!comparable(leftType, rightType)) {
    if (
      (leftType === 'duration' && rightType === 'number') ||
      (leftType === 'number' && rightType === 'duration')
    ) {
      throw queryError(whole, say('query.needsUnit'));
    }
    throw queryError(whole, say('query.types', { left: leftType, right: rightType }));
  }
  if ((leftType === 'boolean' || rightType === 'boolean') && operator !== '=' && operator !== '!=') {
    throw queryError(whole, say('query.truthOrder'));
  }
  checkState(left, right, second.span);
  checkState(right, left, first.span);
  return done(left, right);
}

function comparable(left: ValueType, right: ValueType): boolean {
  if (left === right) return true;
  const pair = [left, right];
  // So long before or after now.
  if (pair.includes('time')) return pair.includes('duration');
  return pair.includes('any') && !pair.includes('duration');
}

function timeFrom(text: string, span: Span): Literal {
  const value = readTime(text);
  if (value === null) throw queryError(span, say('query.date', { text }));
  return { kind: 'time', value };
}

/** Throws for a text that is compared with the state of runs and is none of their states. */
export function checkState(field: Value, value: Value, span: Span): void {
  if (field.kind !== 'field' || field.field.of !== 'run' || field.field.name !== 'state') return;
  if (value.kind !== 'text' || runStates.some((state) => state === value.value)) return;
  throw unknownName('state', value.value, runStates, span);
}

/** Throws where values of this kind cannot stand in a list beside a field of that type. */
export function checkListed(type: ValueType, literal: Literal, span: Span): void {
  const fits =
    type === 'any'
      ? literal.kind === 'number' || literal.kind === 'text' || literal.kind === 'boolean'
      : (type === 'texts' ? 'text' : type) === literal.kind;
  if (!fits) throw queryError(span, say('query.types', { left: type, right: typeOf(literal) }));
}
