import { parseRunValue } from '#contract/run-query/parse.ts';
import { printField, printValue } from '#contract/run-query/print.ts';
import type { MetricFigure, Value, ValueType } from '#contract/run-query/tree.ts';
import { typeOf } from '#contract/run-query/typing.ts';

const read = new Map<string, Value | null>();

/** A value of the query language that is a column; null where the text is none. */
export function fieldValue(text: string): Value | null {
  let value = read.get(text);
  if (value === undefined) {
    value = parseRunValue(text).value;
    read.set(text, value);
  }
  return value;
}

/** What kind of value a column of a field shows; null where the text is none. */
export function fieldType(text: string): ValueType | null {
  const value = fieldValue(text);
  return value === null ? null : typeOf(value);
}

/** Whether what a field shows are numbers, which stand on the right. */
export function isNumeric(text: string): boolean {
  const type = fieldType(text);
  return type === 'number' || type === 'duration';
}

/** The column of a figure of a metric, or of its step. */
export function figureColumn(key: string, figure: MetricFigure, step: boolean): string {
  return `field:${printField({ of: 'metric', key, figure, step })}`;
}

/** The column that an expression stands for, written in one way; null where it is none. */
export function columnOfText(text: string): string | null {
  const value = fieldValue(text);
  if (value?.kind !== 'field') return value === null ? null : `field:${printValue(value)}`;
  const { field } = value;
  if (field.of === 'param') return `param:${field.path}`;
  if (field.of === 'tags') return 'tags';
  if (field.of === 'metric' && !field.step && (field.figure === 'final' || field.figure === 'best')) {
    return `metric:${field.key}:${field.figure}`;
  }
  const plain = ['state', 'experiment', 'created', 'started', 'duration', 'engine'];
  if (field.of === 'run' && plain.includes(field.name)) return field.name;
  return `field:${printValue(value)}`;
}

/** The metric that a field is a figure of; null where it is something else. */
export function metricOfField(text: string): string | null {
  const value = fieldValue(text);
  if (value?.kind !== 'field') return null;
  const { field } = value;
  if (field.of === 'metric') return field.step || field.figure === 'count' ? null : field.key;
  return field.of === 'metricAt' && !field.step ? field.key : null;
}
