import type { RunGroup } from '#contract/run-group.ts';
import type { RunRow } from '#contract/run.ts';
import { connection } from '../connection.svelte.ts';
import { sortedGroups, textOfSort, type Grouping } from './grouping.ts';
import { questionOf, type ColumnKeys, type RunsQuery } from './run-rows.svelte.ts';
import type { Block } from './row-pages.ts';
import {
  allOrNone,
  distinct,
  groupLines,
  inOrder,
  keyOfGroup,
  noKeys as openNone,
  noRuns,
  toggledKey,
  withKey,
  withRuns,
} from './group-lines.ts';
import type { GroupLine, TableRows } from './table-rows.ts';

/** What is told of a group besides its columns: how it is called. */
const nameFields = ['name', 'family'];
const mostAsked = 200;

/**
 * Runs in groups. All groups are known, with the numbers of their runs; a run itself is asked for when it comes into view
 * in an open group.
 */
export class GroupedRows implements TableRows {
  #groups = $state.raw<readonly RunGroup[] | null>(null);
  #open = $state.raw(openNone);
  #rows = $state.raw(noRuns);
  #runs = $state(0);
  #error = $state.raw<unknown>(null);
  #query: RunsQuery | null = null;
  #keys: ColumnKeys = { params: [], metrics: [], fields: [] };
  #grouping: Grouping | null = null;
  #texts: readonly string[] = [];
  /** Runs that nothing has happened to since they were asked for. */
  #fresh: readonly number[] = [];
  #asking = false;
  #again = false;
  #wanted: Block = { first: 0, end: 50 };
  #answered: (total: number) => void;
  #refused: (thrown: unknown) => void;

  readonly #lines = $derived(groupLines(this.#groups ?? [], this.#open));

  constructor(answered: (total: number) => void, refused: (thrown: unknown) => void) {
    this.#answered = answered;
    this.#refused = refused;
  }

  get total(): number | null {
    return this.#groups === null ? null : this.#lines.length;
  }
  get runs(): number {
    return this.#runs;
  }
  get groups(): number {
    return this.#groups?.length ?? 0;
  }
  get error(): unknown {
    return this.#error;
  }

  at(index: number): RunRow | null {
    const run = this.#lines[index]?.run;
    return run === null || run === undefined ? null : (this.#rows.get(run) ?? null);
  }
  groupAt(index: number): GroupLine | null {
    const line = this.#lines[index];
    return line?.run === null ? line.line : null;
  }
  loadedIndexOf(id: number): number | null {
    const index = this.#lines.findIndex(({ run }) => run === id);
    return index < 0 ? null : index;
  }

  ask(query: RunsQuery, keys: ColumnKeys, texts: readonly string[], grouping: Grouping): void {
    const asked = [query, keys, texts, grouping.by];
    const before = [this.#query, this.#keys, this.#texts, this.#grouping?.by];
    const same = JSON.stringify(asked) === JSON.stringify(before);
    if (same && grouping.statistic === this.#grouping?.statistic) return;
    this.#query = query;
    this.#keys = keys;
    this.#texts = texts;
    this.#grouping = grouping;
    if (same) this.#sort();
    else this.refresh();
  }

  toggle(key: string): void {
    this.#open = toggledKey(this.#open, key);
  }
  /** Opens all groups, or closes them where all are open. */
  toggleAll(): void {
    this.#open = allOrNone(this.#open, this.#groups ?? []);
  }

  show(block: Block): void {
    this.#wanted = block;
    void this.#loadRows();
  }
  refresh(): void {
    this.#fresh = [];
    void this.#loadGroups();
  }

  async range(first: number, end: number): Promise<readonly RunRow[]> {
    const ids = this.#lines
      .slice(first, end)
      .flatMap(({ line, run }) => (run === null ? line.group.runs : [run]));
    return this.rowsOf(distinct(ids));
  }
  async all(): Promise<readonly RunRow[]> {
    return this.rowsOf((this.#groups ?? []).flatMap(({ runs }) => runs));
  }
  /** Opens the group of the run, so that it has a line. */
  indexOf(id: number): Promise<number | null> {
    const group = this.#groups?.find(({ runs }) => runs.includes(id));
    if (group === undefined) return Promise.resolve(null);
    this.#open = withKey(this.#open, keyOfGroup(group));
    return Promise.resolve(this.loadedIndexOf(id));
  }

  async rowsOf(ids: readonly number[]): Promise<readonly RunRow[]> {
    if (this.#query === null || ids.length === 0) return [];
    const { rows } = await connection.client.call('runs.list', {
      ...questionOf(this.#query),
      query: '',
      runs: [...ids],
      limit: 10_000,
      params: [...this.#keys.params],
      metrics: [...this.#keys.metrics],
      fields: [...this.#keys.fields],
    });
    return inOrder(ids, rows);
  }

  async #loadGroups(): Promise<void> {
    if (this.#query === null || this.#grouping === null) return;
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    do {
      this.#again = false;
      try {
        const sortText = textOfSort(this.#query.sort.by);
        const fields = [...this.#texts, ...nameFields, ...(sortText === null ? [] : [sortText])];
        const { groups, total } = await connection.client.call('runs.groups', {
          ...questionOf(this.#query),
          by: this.#grouping.by,
          fields: distinct(fields),
        });
        this.#error = null;
        this.#groups = sortedGroups(groups, this.#query.sort, this.#grouping);
        this.#runs = total;
        this.#answered(total);
      } catch (thrown) {
        // What was wrong with an earlier question is no news.
        if (!(this.#again as boolean)) {
          this.#error = thrown;
          this.#refused(thrown);
        }
      }
      // The question may have become another one while it was answered.
    } while (this.#again as boolean);
    this.#asking = false;
    void this.#loadRows();
  }

  #sort(): void {
    if (this.#groups === null || this.#query === null || this.#grouping === null) return;
    this.#groups = sortedGroups(this.#groups, this.#query.sort, this.#grouping);
  }

  async #loadRows(): Promise<void> {
    const { first, end } = this.#wanted;
    const ids = this.#lines
      .slice(Math.max(0, first), end)
      .flatMap(({ run }) => (run === null || this.#fresh.includes(run) ? [] : [run]))
      .slice(0, mostAsked);
    if (ids.length === 0) return;
    try {
      const rows = await this.rowsOf(ids);
      this.#fresh = [...this.#fresh, ...ids];
      this.#rows = withRuns(this.#rows, rows);
    } catch (thrown) {
      this.#error = thrown;
    }
  }
}
