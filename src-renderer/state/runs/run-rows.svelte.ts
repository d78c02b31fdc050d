import { untrack } from 'svelte';
import type { RunRow, RunState } from '#contract/run.ts';
import { connection } from '../connection.svelte.ts';
import type { Sort } from './columns.ts';
import type { TableRows } from './table-rows.ts';
import { blockToAsk, noPages, pagesOf, pageSize, withBlock, type Block, type Pages } from './row-pages.ts';

/** Which runs a table shows, in which order. */
export interface RunsQuery {
  readonly sort: Sort;
  readonly query: string;
  readonly states: readonly RunState[];
  readonly experiment: string | null;
  readonly archived: 'no' | 'only' | 'all';
  readonly trashed: boolean;
}

/** A question as the core takes it. */
export function questionOf({ sort, query, states, experiment, archived, trashed }: RunsQuery): {
  readonly sort: Sort;
  readonly query: string;
  readonly states?: RunState[];
  readonly experiment?: string;
  readonly archived: RunsQuery['archived'];
  readonly trashed: boolean;
} {
  return {
    sort,
    query,
    ...(states.length === 0 ? {} : { states: [...states] }),
    ...(experiment === null ? {} : { experiment }),
    archived,
    trashed,
  };
}

/** Params, metrics and other values that come with the rows. */
export interface ColumnKeys {
  readonly params: readonly string[];
  readonly metrics: readonly string[];
  readonly fields: readonly string[];
}

const noKeys: ColumnKeys = { params: [], metrics: [], fields: [] };
const searchSize = 2000;

/**
 * The rows of a runs table that are in view, by their index among all: pages of fifty, asked for as they are needed,
 * one question at a time. What was shown stays until the answer to a newer question is there.
 */
export class RunRows implements TableRows {
  #pages = $state.raw<Pages<RunRow>>(noPages());
  #total = $state<number | null>(null);
  #error = $state.raw<unknown>(null);
  /** Pages that nothing has happened to since they were asked for. */
  #fresh: readonly number[] = [];
  #query: RunsQuery | null = null;
  #keys: ColumnKeys = noKeys;
  #wanted: Block = { first: 0, end: pageSize };
  #asking = false;
  /** Counts the questions that make what is shown wrong, and the news that make it old. */
  #questions = 0;
  #news = 0;
  #shownQuestion = -1;
  #answered: (rows: readonly RunRow[], total: number) => void;

  #refused: (thrown: unknown) => void;

  /** `answered` hears of every answer that is kept, `refused` of every question that got none. */
  constructor(
    answered: (rows: readonly RunRow[], total: number) => void,
    refused: (thrown: unknown) => void,
  ) {
    this.#answered = answered;
    this.#refused = refused;
  }

  /** How many runs there are; null before the first answer. */
  get total(): number | null {
    return this.#total;
  }
  get runs(): number {
    return this.#total ?? 0;
  }
  get error(): unknown {
    return this.#error;
  }

  /** The run at an index; null while it is on its way. */
  at(index: number): RunRow | null {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize] ?? null;
  }

  groupAt(): null {
    return null;
  }

  /** Index of a run that is loaded; null where it is not. */
  loadedIndexOf(id: number): number | null {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) return page * pageSize + at;
    }
    return null;
  }

  /** What to show. Asking the same again changes nothing. */
  ask(query: RunsQuery, keys: ColumnKeys): void {
    if (JSON.stringify([query, keys]) === JSON.stringify([this.#query, this.#keys])) return;
    this.#query = query;
    this.#keys = keys;
    this.#questions++;
    this.refresh();
  }

  /** Says which rows are in view; a page before and after comes along, for a steady scroll. */
  show({ first, end }: Block): void {
    this.#wanted = { first: Math.max(0, first - pageSize), end: end + pageSize };
    void this.#pump();
  }

  /** Something has changed: asks again for what is in view, and for the rest when it comes into view. */
  refresh(): void {
    this.#fresh = [];
    this.#news++;
    void this.#pump();
  }

  /** Runs in an index range, without params and metrics: for selections beyond what is loaded. */
  async range(first: number, end: number): Promise<readonly RunRow[]> {
    const { rows } = await this.#list(first, Math.min(end - first, 10_000), noKeys);
    return rows;
  }

  /** Every run in the order of the table, with the params and metrics of its columns. */
  async all(): Promise<readonly RunRow[]> {
    const found: RunRow[] = [];
    for (;;) {
      const { rows, total } = await this.#list(found.length, searchSize, this.#keys);
      found.push(...rows);
      if (rows.length === 0 || found.length >= total) return found;
    }
  }

  /** Where a run is in the order of the table; null where the filter hides it. */
  async indexOf(id: number): Promise<number | null> {
    const loaded = this.loadedIndexOf(id);
    if (loaded !== null) return loaded;
    for (let first = 0; first < (this.#total ?? 0); first += searchSize) {
      const rows = await this.range(first, first + searchSize);
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) return first + at;
    }
    return null;
  }

  async #pump(): Promise<void> {
    if (this.#asking || this.#query === null) return;
    this.#asking = true;
    try {
      for (;;) {
        const { first, end } = this.#wanted;
        // Whoever asks for rows in an effect does not depend on how many there are.
        const total = untrack(() => this.#total) ?? Infinity;
        const block = blockToAsk(first, end, total, (page) => this.#fresh.includes(page));
        if (block === null) break;
        const questions = this.#questions;
        const news = this.#news;
        const answer = await this.#list(block.first, block.end - block.first, this.#keys).catch(
          (thrown: unknown) => {
            // What was wrong with an earlier question is no news.
            if (questions === this.#questions) throw thrown;
            return null;
          },
        );
        if (answer === null || questions !== this.#questions) continue;
        if (news === this.#news) this.#fresh = [...this.#fresh, ...pagesOf(block)];
        this.#keep(block, answer);
      }
      this.#error = null;
    } catch (thrown) {
      this.#error = thrown;
    } finally {
      this.#asking = false;
    }
    if (this.#error !== null) this.#refused(this.#error);
  }

  #keep(block: Block, { rows, total }: { readonly rows: readonly RunRow[]; readonly total: number }): void {
    // Rows of another question must not stand beside these.
    const others = this.#shownQuestion === this.#questions ? this.#pages : noPages<RunRow>();
    this.#shownQuestion = this.#questions;
    this.#pages = withBlock(others, block, rows);
    this.#fresh = this.#fresh.filter((page) => this.#pages.has(page));
    this.#total = total;
    this.#answered(rows, total);
  }

  #list(
    offset: number,
    limit: number,
    keys: ColumnKeys,
  ): Promise<{ readonly rows: readonly RunRow[]; readonly total: number }> {
    if (this.#query === null) return Promise.resolve({ rows: [], total: 0 });
    return connection.client.call('runs.list', {
      ...questionOf(this.#query),
      offset,
      limit,
      params: [...keys.params],
      metrics: [...keys.metrics],
      ...(keys.fields.length === 0 ? {} : { fields: [...keys.fields] }),
    });
  }
}
