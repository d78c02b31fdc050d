import type { ValueType } from '#contract/run-query/tree.ts';
import { formatNumber } from '../../../format/number.ts';
import { formatDuration, formatIsoTime } from '../../../format/time.ts';
import type { AxisKind } from '../../../charts/line-style.ts';
import { columnLabel } from '../../runs/column-label.ts';
import { fieldValue } from '../../runs/field-column.ts';
import { groupingName } from '../../runs/group-name.ts';

/** A value of the query language as it is called elsewhere in the window. */
export function valueName(text: string): string {
  const value = fieldValue(text);
  if (value?.kind !== 'field') return text;
  const { field } = value;
  if (field.of === 'metric' && field.figure === 'final' && !field.step)
    return columnLabel(`field:${text}`).text;
  if (field.of === 'metric' || field.of === 'metricAt') {
    const { text: name, note } = columnLabel(`field:${text}`);
    return note === null ? name : `${name} (${note})`;
  }
  return groupingName(text);
}

/** How numbers of a type are written. */
export function valueText(type: ValueType, value: number): string {
  if (type === 'time') return formatIsoTime(value);
  return type === 'duration' ? formatDuration(value) : formatNumber(value);
}

/** What an axis of numbers of a type counts, where it is not plain numbers. */
export function axisKind(type: ValueType): AxisKind | undefined {
  return type === 'time' ? 'time' : type === 'duration' ? 'relative' : undefined;
}
