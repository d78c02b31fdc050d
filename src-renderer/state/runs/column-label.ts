import { t, tMaybe } from '../../messages/messages.svelte.ts';
import { metricName } from '../metric-name.ts';
import { paramName } from '../param-name.ts';
import { fieldValue } from './field-column.ts';
import { nameColumn, parseColumn, shortPath } from './columns.ts';

export interface ColumnLabel {
  readonly text: string;
  /** After the text, quieter: which of a metric's values. */
  readonly note: string | null;
  /** All of it and the key that it has in files and commands, for tooltips. */
  readonly full: string;
}

/** How a column is called in the header: as everywhere else, by its key where it has no other name. */
export function columnLabel(id: string): ColumnLabel {
  if (id === nameColumn) return plain(t('runs.column.name'));
  const column = parseColumn(id);
  if (column === null) return plain(id);
  switch (column.kind) {
    case 'plain':
      return plain(t(`runs.column.${column.name}`));
    case 'param': {
      const name = paramName(column.path);
      if (name === null) return { text: shortPath(column.path), note: null, full: column.path };
      return { text: name.short, note: null, full: `${name.full}\n${column.path}` };
    }
    case 'field':
      return fieldLabel(column.text);
    case 'metric': {
      const note = t(`runs.value.${column.value}`);
      const text = metricName(column.key);
      const full = `${text} ${note}`;
      return { text, note, full: text === column.key ? full : `${full}\n${column.key}` };
    }
  }
}

/** Pixels that a column's header needs: about 6 a letter, 12 a Chinese character, and its padding. */
export function headerWidth(id: string): number {
  const { text, note } = columnLabel(id);
  const letters = [...`${text}${note ?? ''}`];
  const wide = letters.filter((letter) => letter > '\u2e80').length;
  return Math.ceil(30 + (letters.length - wide) * 5.8 + wide * 12.2 + (note === null ? 0 : 5));
}

/** A figure of a metric is called as the metric is, with what is meant of it beside. */
function fieldLabel(text: string): ColumnLabel {
  const value = fieldValue(text);
  if (value?.kind !== 'field') return plain(text);
  const { field } = value;
  if (field.of === 'metric' || field.of === 'metricAt') {
    const figure =
      field.of === 'metric' ? t(`runs.figure.${field.figure}`) : t('runs.figure.at', { step: field.at });
    const note = field.step ? t('runs.figure.step', { figure }) : figure;
    const name = metricName(field.key);
    return { text: name, note, full: `${name} ${note}\n${text}` };
  }
  const known = tMaybe(`query.field.${text}`, '');
  return known === '' ? plain(text) : { text: known, note: null, full: `${known}\n${text}` };
}

function plain(text: string): ColumnLabel {
  return { text, note: null, full: text };
}
