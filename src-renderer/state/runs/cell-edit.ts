import type { RunRow } from '#contract/run.ts';
import { own } from '../../format/own.ts';
import { nameColumn } from './columns.ts';
import { runActions } from './run-actions.ts';
import { splitTags } from './tag-edit.ts';

export const notesColumn = 'field:notes';

/** A cell of the table that is being edited. */
export interface CellEdit {
  readonly run: RunRow;
  readonly column: string;
}

/** The column that is edited from a cell: its own where it can be, else the name. */
export function editedColumn(column: string): string {
  return column === 'tags' || column === notesColumn ? column : nameColumn;
}

/** What stands in a cell before it is edited. */
export function editedText({ run, column }: CellEdit): string {
  if (column === 'tags') return run.tags.join(', ');
  if (column !== notesColumn) return run.name;
  const notes = own(run.fields ?? {}, 'notes');
  return typeof notes === 'string' ? notes : '';
}

/** Stores what was typed; true where it was stored, or is what was there. */
export async function saveEdit(edit: CellEdit, text: string): Promise<boolean> {
  const { run, column } = edit;
  if (column === notesColumn) return runActions.setNotes(run.id, editedText(edit), text);
  if (column !== 'tags') {
    const name = text.trim();
    return name === '' ? false : runActions.rename(run, name);
  }
  const tags = splitTags(text);
  const add = tags.filter((tag) => !run.tags.includes(tag));
  const remove = run.tags.filter((tag) => !tags.includes(tag));
  return add.length + remove.length === 0 || runActions.changeTags([run], { add, remove });
}
