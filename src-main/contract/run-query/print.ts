import {
  metricFigures,
  type Condition,
  type FieldName,
  type Literal,
  type RunQuery,
  type Value,
} from './tree.ts';
import { readTime, units, type Unit } from './tokens.ts';

/** A query as text, which reads as the same query again. */
export function printRunQuery({ condition, order }: RunQuery): string {
  const parts = condition === null ? [] : [printCondition(condition)];
  if (order.length > 0) {
    const terms = order.map(
      ({ value, direction }) => `${printValue(value)}${direction === 'desc' ? ' desc' : ''}`,
    );
    parts.push(`order by ${terms.join(', ')}`);
  }
  return parts.join(' ');
}

export function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'all':
      return condition.of.map((part) => bracketed(part, ['all', 'any'])).join(' and ');
    case 'any':
      return condition.of.map((part) => bracketed(part, ['any'])).join(' or ');
    case 'not':
      return `not ${bracketed(condition.of, ['all', 'any'])}`;
    case 'compare':
      return `${printValue(condition.left)} ${condition.operator} ${printValue(condition.right)}`;
    case 'in':
      return `${printValue(condition.value)}${not(condition.negated)} in (${condition.list.map(printLiteral).join(', ')})`;
    case 'like':
    case 'matches':
      return `${printValue(condition.value)}${not(condition.negated)} ${condition.kind} ${quoted(condition.pattern)}`;
    case 'null':
    case 'nan':
      return `${printValue(condition.value)} is${not(condition.negated)} ${condition.kind}`;
    case 'true':
      return printValue(condition.value);
    case 'word':
      return quoted(condition.word);
  }
}

function not(negated: boolean): string {
  return negated ? ' not' : '';
}

/** In brackets where it is one of these kinds: a list within a list of its own kind would be read as one list. */
function bracketed(condition: Condition, kinds: readonly Condition['kind'][]): string {
  const text = printCondition(condition);
  return kinds.includes(condition.kind) ? `(${text})` : text;
}

export function printValue(value: Value): string {
  switch (value.kind) {
    case 'field':
      return printField(value.field);
    case 'negative':
      return `-${value.of.kind === 'field' ? printValue(value.of) : `(${printValue(value.of)})`}`;
    case 'arithmetic':
      return `${inBrackets(value.left)} ${value.operator} ${inBrackets(value.right)}`;
    default:
      return printLiteral(value);
  }
}

function inBrackets(value: Value): string {
  return value.kind === 'arithmetic' ? `(${printValue(value)})` : printValue(value);
}

export function printLiteral(literal: Literal): string {
  switch (literal.kind) {
    case 'number':
      return numberText(literal.value);
    case 'text':
      return quoted(literal.value);
    case 'boolean':
      return String(literal.value);
    case 'duration':
      return durationText(literal.value);
    case 'time':
      return timeText(literal.value);
    case 'moment':
      return literal.value;
  }
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** In the largest unit up to days that gives the same number again. */
function durationText(value: number): string {
  // What Object.keys gives are the names of units.
  const names = (Object.keys(units) as Unit[]).filter((name) => name !== 'w').reverse();
  const unit =
    value === 0
      ? 's'
      : (names.find(
          (name) => Number.isInteger(value / units[name]) && (value / units[name]) * units[name] === value,
        ) ?? 'ms');
  return `${numberText(value / units[unit])}${unit}`;
}

function timeText(value: number): string {
  const date = new Date(value);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return readTime(day) === value ? day : date.toISOString();
}

/** A field as a query names it; what is no plain name is in backticks. */
export function printField(field: FieldName): string {
  switch (field.of) {
    case 'run':
      return field.name;
    case 'system':
      return `system.${field.name}`;
    case 'tags':
      return 'tags';
    case 'tag':
      return `tags.${nameText(field.tag)}`;
    case 'param':
      return `params.${nameText(field.path)}`;
    case 'metric': {
      const key = metricKeyText(field.key);
      // The final value is what a metric's name alone stands for.
      if (field.figure === 'final' && !field.step) return `metrics.${key}`;
      return `metrics.${key}.${field.figure}${field.step ? '.step' : ''}`;
    }
    case 'metricAt':
      return `metrics.${metricKeyText(field.key)}.at(${numberText(field.at)})${field.step ? '.step' : ''}`;
  }
}

const plainName = /^[\p{L}\p{N}\p{M}_]+(?:[-/:@.][\p{L}\p{N}\p{M}_]+)*$/u;

function nameText(name: string): string {
  return plainName.test(name) ? name : `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '``')}\``;
}

/** A key that ends like a figure is quoted, or its end would be taken for one. */
function metricKeyText(key: string): string {
  const ending = key.split('.').at(-1) ?? '';
  const misread = [...metricFigures, 'at', 'step'].some((word) => word === ending);
  return misread && key.includes('.')
    ? `\`${key.replaceAll('\\', '\\\\').replaceAll('`', '``')}\``
    : nameText(key);
}

/** A text in double quotes. */
export function quoted(text: string): string {
  // A backslash stands for itself but before a quote, another backslash or the end.
  return `"${text.replaceAll(/\\(?=[\\"]|$)/g, '\\\\').replaceAll('"', '""')}"`;
}
