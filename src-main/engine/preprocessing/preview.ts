import type { PreviewColumn, StepPreview } from '#contract/methods/specs.ts';
import { cellOf } from '../dataset/cell-of.ts';
import { rowCountOf, type Frame } from './frame.ts';

/** Rows of the training split that are shown before and after every step. */
export const previewRows = 5;
/** A step that changes more columns shows the first of them. */
const shownColumns = 8;

/** What a step made of the first rows: the columns that it changed, as they were and as they are. */
export function previewStep(step: string, index: number | null, before: Frame, after: Frame): StepPreview {
  const gone = before.filter((column) => !after.includes(column));
  const come = after.filter((column) => !before.includes(column));
  return {
    step,
    index,
    before: gone.slice(0, shownColumns).map(head),
    after: come.slice(0, shownColumns).map(head),
    changed: gone.length,
    made: come.length,
    columns: after.length,
  };
}

function head(column: Frame[number]): PreviewColumn {
  const rows = rowCountOf([column]);
  return {
    name: column.name,
    values: Array.from({ length: Math.min(previewRows, rows) }, (_, row) =>
      column.type === 'id' ? (column.ids[row] ?? null) : cellOf(column, row),
    ),
  };
}
