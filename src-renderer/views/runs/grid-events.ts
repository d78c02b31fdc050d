import type { RunRow } from '#contract/run.ts';
import { nameColumn, sortKeyOf } from '../../state/runs/columns.ts';
import { editedColumn, type CellEdit } from '../../state/runs/cell-edit.ts';
import { gridMove, type GridCell } from '../../state/runs/grid-move.ts';
import type { RunsTable } from '../../state/runs/runs-table.svelte.ts';

export interface Grid {
  readonly table: () => RunsTable;
  /** The name and the chosen columns. */
  readonly ids: () => readonly string[];
  /** Rows that Page Up and Page Down pass over. */
  readonly pageRows: () => number;
  readonly goTo: (row: number, column: number) => void;
  readonly cellOf: (row: number, column: number) => HTMLElement | null;
  readonly onopen: (run: RunRow) => void;
  readonly onedit: (edit: CellEdit) => void;
  readonly ondelete: (run: RunRow) => void;
  readonly onmenu: (run: RunRow, at: DOMRect) => void;
  readonly onheadmenu: (id: string, at: DOMRect) => void;
}

/** The cell that an element is in; null outside of all cells. */
export function placeOf(target: EventTarget | null): GridCell | null {
  if (!(target instanceof Element)) return null;
  const row = target.closest<HTMLElement>('[data-row]')?.dataset['row'];
  const column = target.closest<HTMLElement>('[data-column]')?.dataset['column'];
  return row === undefined || column === undefined ? null : { row: Number(row), column: Number(column) };
}

/** What keys and clicks do in the grid of runs. One listener for all cells, not one for each. */
export function gridEvents(grid: Grid): {
  readonly pressed: (event: KeyboardEvent) => void;
  readonly mouseDown: (event: MouseEvent) => void;
  readonly clicked: (event: MouseEvent) => void;
  readonly doubleClicked: (event: MouseEvent) => void;
  readonly menuWanted: (event: MouseEvent) => void;
} {
  return {
    pressed(event) {
      const place = placeOf(event.target);
      if (place === null || event.altKey) return;
      if (place.row === -1 && headerKey(grid, event, place)) event.preventDefault();
      else if (isGroupKey(grid, event, place)) event.preventDefault();
      else if (moveKey(grid, event, place) || runKey(grid, event, place)) event.preventDefault();
    },
    mouseDown(event) {
      // A range of runs is meant, not a range of text.
      if (event.shiftKey) event.preventDefault();
    },
    clicked(event) {
      const place = placeOf(event.target);
      if (place === null || !(event.target instanceof Element) || isEditor(event.target)) return;
      const table = grid.table();
      table.place.cell = place;
      if (place.row === -1) {
        if (event.target.closest('.handle') === null) sort(grid, place);
        return;
      }
      const line = table.rows.groupAt(place.row);
      if (line !== null) {
        grid.cellOf(place.row, place.column)?.focus({ preventScroll: true });
        if (place.column === 0 && event.target.closest('label') === null) table.grouped.toggle(line.key);
        return;
      }
      const run = table.rows.at(place.row);
      if (run === null || event.target.closest('a') !== null) return;
      const more = event.target.closest('.more');
      if (more !== null) grid.onmenu(run, more.getBoundingClientRect());
      else if (event.shiftKey) void table.selection.extendTo(place.row);
      else if (event.ctrlKey || event.metaKey) table.selection.toggle(run, place.row);
      else grid.cellOf(place.row, place.column)?.focus({ preventScroll: true });
    },
    doubleClicked(event) {
      if (event.target instanceof Element && isEditor(event.target)) return;
      const run = runAt(grid, event);
      const place = placeOf(event.target);
      const id = place === null ? nameColumn : (grid.ids()[place.column] ?? nameColumn);
      if (run !== null && id !== nameColumn && editedColumn(id) === id) {
        grid.onedit({ run, column: id });
        return;
      }
      if (run !== null && event.target instanceof Element && event.target.closest('.more') === null) {
        grid.onopen(run);
      }
    },
    menuWanted(event) {
      const place = placeOf(event.target);
      if (place?.row === -1) {
        event.preventDefault();
        const id = grid.ids()[place.column] ?? nameColumn;
        const rectangle = grid.cellOf(-1, place.column)?.getBoundingClientRect();
        if (rectangle !== undefined) grid.onheadmenu(id, rectangle);
        return;
      }
      const run = runAt(grid, event);
      if (place === null || run === null) return;
      event.preventDefault();
      grid.table().place.cell = place;
      // The menu key sends the point 0, 0 of no pointer in some browsers.
      const byPointer = event.clientX > 0 || event.clientY > 0;
      const at = byPointer
        ? new DOMRect(event.clientX, event.clientY, 0, 0)
        : grid.cellOf(place.row, place.column)?.getBoundingClientRect();
      if (at !== undefined) grid.onmenu(run, at);
    },
  };
}

/** What is typed into belongs to itself. */
function isEditor(target: Element): boolean {
  return target.matches('textarea, input:not([type="checkbox"])');
}

function runAt(grid: Grid, event: Event): RunRow | null {
  const place = placeOf(event.target);
  return place === null || place.row < 0 ? null : grid.table().rows.at(place.row);
}

function sort(grid: Grid, { column }: GridCell): void {
  const key = sortKeyOf(grid.ids()[column] ?? nameColumn);
  if (key !== null) grid.table().sortBy(key);
}

/** Enter sorts; Shift and an arrow make the column narrower or wider, with Ctrl they move it. */
function headerKey(grid: Grid, event: KeyboardEvent, place: GridCell): boolean {
  if (event.key === 'Enter') {
    sort(grid, place);
    return true;
  }
  if (!event.shiftKey || !/^Arrow(Left|Right)$/.test(event.key)) return false;
  const id = grid.ids()[place.column] ?? nameColumn;
  const direction = event.key === 'ArrowRight' ? 1 : -1;
  if (!event.ctrlKey && !event.metaKey) grid.table().nudgeWidth(id, direction);
  else if (grid.table().nudgeColumn(id, direction)) grid.goTo(-1, place.column + direction);
  return true;
}

/** Opens or closes a group: Enter and Space, and the arrow that leads into it or out of it. */
function isGroupKey(grid: Grid, event: KeyboardEvent, place: GridCell): boolean {
  const { rows, grouped } = grid.table();
  const line = rows.groupAt(place.row);
  if (line === null) return false;
  const leads = place.column === 0 && event.key === (line.open ? 'ArrowLeft' : 'ArrowRight');
  if (event.key !== 'Enter' && event.key !== ' ' && !leads) return false;
  grouped.toggle(line.key);
  return true;
}

function moveKey(grid: Grid, event: KeyboardEvent, place: GridCell): boolean {
  const { rows, selection } = grid.table();
  const size = { rows: rows.total ?? 0, columns: grid.ids().length, page: grid.pageRows() };
  const next = gridMove(event.key, event.ctrlKey || event.metaKey, place, size);
  if (next === null) return false;
  const run = rows.at(place.row);
  if (event.shiftKey && next.row !== place.row && run !== null) {
    if (!selection.has(run.id)) selection.toggle(run, place.row);
    void selection.extendTo(next.row);
  }
  grid.goTo(next.row, next.column);
  return true;
}

function runKey(grid: Grid, event: KeyboardEvent, place: GridCell): boolean {
  const { rows, selection } = grid.table();
  const run = rows.at(place.row);
  if (event.key === 'a' && (event.ctrlKey || event.metaKey)) void selection.all();
  else if (event.key === 'Escape' && selection.size > 0) selection.clear();
  else if (run === null) return false;
  else if (event.key === ' ' && event.shiftKey) void selection.extendTo(place.row);
  else if (event.key === ' ') selection.toggle(run, place.row);
  else if (event.key === 'Enter') grid.onopen(run);
  else if (event.key === 'F2') {
    grid.onedit({ run, column: editedColumn(grid.ids()[place.column] ?? nameColumn) });
  } else if (event.key === 'Delete') grid.ondelete(run);
  else return false;
  return true;
}
