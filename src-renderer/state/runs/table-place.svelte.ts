import { commonShift, type SeenRun } from './common-shift.ts';
import type { GridCell } from './grid-move.ts';
import type { TableRows } from './table-rows.ts';

/** Where one is in a table: the cell of the keyboard, and how far it is scrolled. */
export class TablePlace {
  #rows: () => TableRows;
  #cell = $state.raw<GridCell>({ row: 0, column: 0 });
  #run: number | null = null;
  #beginnings = $state(0);
  #moved = $state.raw({ rows: 0 });
  #inView: readonly SeenRun[] = [];
  /** Pixels from the top, for the way back; nothing is drawn from it. */
  scrollTop = 0;

  constructor(rows: () => TableRows) {
    this.#rows = rows;
  }

  /** The cell that the keyboard is at; row −1 is the header, column 0 the name. */
  get cell(): GridCell {
    return this.#cell;
  }
  set cell(cell: GridCell) {
    this.#cell = cell;
    this.#run = cell.row < 0 ? null : (this.#rows().at(cell.row)?.id ?? null);
  }
  /** Counts how often the table was begun anew, so that whoever draws it goes back to its top. */
  get beginnings(): number {
    return this.#beginnings;
  }

  /** How many rows have come in before those in view, another object each time: what was in view should stay there. */
  get moved(): { readonly rows: number } {
    return this.#moved;
  }

  /** Says which rows are in view; at the top none are, since what is new belongs there. */
  see(first: number, end: number): void {
    const seen: SeenRun[] = [];
    for (let index = first; index < end; index++) {
      const run = this.#rows().at(index);
      if (run !== null) seen.push({ id: run.id, index });
    }
    this.#inView = seen;
  }

  /** Other runs, or another order: at the top again. */
  begin(): void {
    this.scrollTop = 0;
    this.#inView = [];
    this.#beginnings++;
    this.cell = { row: Math.min(0, this.#cell.row), column: this.#cell.column };
  }

  /** Rows have come or gone: the keyboard stays with its run, or Enter would open another one than a moment ago. */
  follow(): void {
    const rows = commonShift(this.#inView, (id) => this.#rows().loadedIndexOf(id));
    if (rows !== 0) {
      this.#inView = this.#inView.map(({ id, index }) => ({ id, index: index + rows }));
      this.#moved = { rows };
    }
    const { row, column } = this.#cell;
    if (row < 0) return;
    const now = this.#rows().at(row)?.id ?? null;
    if (this.#run === null || now === null || now === this.#run) {
      this.#run ??= now;
      return;
    }
    const index = this.#rows().loadedIndexOf(this.#run);
    if (index === null) this.#run = now;
    else this.#cell = { row: index, column };
  }
}
