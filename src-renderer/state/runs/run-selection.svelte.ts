import type { RunRow } from '#contract/run.ts';
import type { TableRows } from './table-rows.ts';
import {
  extended,
  nothingSelected,
  rangeOf,
  refreshed,
  toggled,
  without,
  type Selection,
} from './selection.ts';

/** Where a selection of a range begins: at a run, and where that was if it is not loaded any more. */
interface Anchor {
  readonly id: number;
  readonly index: number;
}

/** The chosen runs of a table, loaded or not, and the place from which a range is chosen. */
export class RunSelection {
  #rows: () => TableRows;
  #chosen = $state.raw<Selection<RunRow>>(nothingSelected());
  #anchor: Anchor | null = null;

  constructor(rows: () => TableRows) {
    this.#rows = rows;
  }

  get size(): number {
    return this.#chosen.size;
  }
  /** In the order in which they were chosen, each as it was last seen. */
  get runs(): readonly RunRow[] {
    return [...this.#chosen.values()];
  }
  has(id: number): boolean {
    return this.#chosen.has(id);
  }

  toggle(row: RunRow, index: number): void {
    this.#chosen = toggled(this.#chosen, row);
    this.#anchor = { id: row.id, index };
  }
  /** Chooses all from where the last one was chosen to this index. */
  async extendTo(index: number): Promise<void> {
    const row = this.#rows().at(index);
    if (this.#anchor === null && row !== null) this.#anchor = { id: row.id, index };
    // Runs that were started in the meantime have moved the others.
    const from =
      this.#anchor === null ? index : (this.#rows().loadedIndexOf(this.#anchor.id) ?? this.#anchor.index);
    const { first, end } = rangeOf(from, index);
    this.#chosen = extended(this.#chosen, await this.#rows().range(first, end));
  }
  async all(): Promise<void> {
    this.#chosen = extended(this.#chosen, await this.#rows().range(0, this.#rows().total ?? 0));
  }
  add(rows: readonly RunRow[]): void {
    this.#chosen = extended(this.#chosen, rows);
  }
  clear(): void {
    this.#chosen = nothingSelected();
    this.#anchor = null;
  }
  drop(ids: readonly number[]): void {
    this.#chosen = without(this.#chosen, ids);
  }
  /** Takes in what is new about the chosen ones. */
  refresh(rows: readonly RunRow[]): void {
    this.#chosen = refreshed(this.#chosen, rows);
  }
}
