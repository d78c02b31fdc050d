import { parseRunValue } from '#contract/run-query/parse.ts';
import { typeOf } from '#contract/run-query/typing.ts';
import { isGoal, metricDirection, type MetricDirection } from '#contract/metric.ts';
import type { TableColumn } from '#contract/report.ts';

/** How a value of the query language is called as a column: by the key of its metric or param. */
export function columnOf(text: string): TableColumn {
  const { value } = parseRunValue(text);
  if (value === null) return { label: text, numeric: false };
  const type = typeOf(value);
  return {
    label: labelOf(text),
    numeric: type === 'number' || type === 'duration',
    ...(type === 'time' || type === 'duration' ? { type } : {}),
  };
}

function labelOf(text: string): string {
  const { value } = parseRunValue(text);
  if (value?.kind !== 'field') return text;
  const { field } = value;
  switch (field.of) {
    case 'param':
      return field.path;
    case 'metric': {
      const figure = field.figure === 'final' ? '' : ` ${field.figure}`;
      return `${field.key}${figure}${field.step ? ' step' : ''}`;
    }
    case 'metricAt':
      return `${field.key} at ${field.at}${field.step ? ' step' : ''}`;
    default:
      return text;
  }
}

/** Whether the numbers of a column were measured or computed; all others were chosen by somebody. */
export function isMeasured(text: string): boolean {
  const { value } = parseRunValue(text);
  if (value?.kind !== 'field') return true;
  const { of } = value.field;
  return of === 'metric' || of === 'metricAt' || ['time', 'duration'].includes(typeOf(value));
}

/** Which way a column is better; null where neither is, or where nobody knows. */
export function directionOf(text: string): MetricDirection | null {
  const { value } = parseRunValue(text);
  if (value?.kind !== 'field') return null;
  const { field } = value;
  const isValue = (field.of === 'metric' && field.figure !== 'count') || field.of === 'metricAt';
  if (!isValue || field.step) return null;
  return isGoal(field.key) ? metricDirection(field.key) : null;
}
