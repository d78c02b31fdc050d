import { t } from '../../messages/messages.svelte.ts';
import { nameColumn, parseColumn, shortPath } from '../../state/runs/columns.ts';

export interface ColumnLabel {
  readonly text: string;
  /** After the text, quieter: which of a metric's values. */
  readonly note: string | null;
  /** All of it, for tooltips and screen readers. */
  readonly full: string;
}

/** How a column is called in the header. */
export function columnLabel(id: string): ColumnLabel {
  if (id === nameColumn) return plain(t('runs.column.name'));
  const column = parseColumn(id);
  if (column === null) return plain(id);
  switch (column.kind) {
    case 'plain':
      return plain(t(`runs.column.${column.name}`));
    case 'param':
      return { text: shortPath(column.path), note: null, full: column.path };
    case 'metric': {
      const note = t(`runs.value.${column.value}`);
      return { text: column.key, note, full: `${column.key} ${note}` };
    }
  }
}

function plain(text: string): ColumnLabel {
  return { text, note: null, full: text };
}
