import { untrack } from 'svelte';
import type { RunNames } from '#contract/methods/runs.ts';
import { isFinished, type RunRow, type RunState } from '#contract/run.ts';
import { own } from '../../format/own.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { experiments } from '../experiments.svelte.ts';
import { Stored } from '../stored.svelte.ts';
import { bestFirst, decidingMetric, statesForBest } from './best-run.ts';
import { headerWidth } from './column-label.ts';
import {
  automaticColumns,
  currentId,
  defaultWidth,
  extraWidth,
  fittingColumns,
  leastWidth,
  mostWidth,
  moveColumn,
  neededKeys,
  newestFirst,
  nextSort,
  textOfColumn,
} from './columns.ts';
import { steps } from '../undo.svelte.ts';
import { t } from '../../messages/messages.svelte.ts';
import { pinnedFirst } from './column-window.ts';
import { isAboutSort } from './refused-sort.ts';
import { GroupedRows } from './grouped-rows.svelte.ts';
import type { Grouping } from './grouping.ts';
import type { TableRows } from './table-rows.ts';
import { RunRows, type RunsQuery } from './run-rows.svelte.ts';
import { RunSelection } from './run-selection.svelte.ts';
import type { KnownNames } from './query-completion.ts';
import { runsCsv } from './runs-csv.ts';
import { followRuns } from './follow-runs.ts';
import { TableBaseline } from './table-baseline.svelte.ts';
import { TableViews } from './table-views.svelte.ts';
import { TableQuery } from './table-query.svelte.ts';
import { TablePlace } from './table-place.svelte.ts';
import {
  initialLayout,
  isTableLayout,
  type Difference,
  type TableFilter,
  type TableLayout,
} from './table-layout.ts';

const namesMs = 3000;
const sampledRows = 50;
const widthStep = 16;

/** The table of runs, or of those in the trash: what it shows, in which order, and what is chosen in it. */
export class RunsTable {
  readonly trashed: boolean;
  readonly #plain = new RunRows(
    (rows, total) => this.#answered(rows, total),
    (thrown) => this.#refused(thrown),
  );
  readonly grouped = new GroupedRows(
    (total) => this.#answered([], total),
    (thrown) => this.#refused(thrown),
  );
  readonly selection = new RunSelection(() => this.rows);
  readonly place = new TablePlace(() => this.rows);
  #layout = new Stored<TableLayout>('runs.table', initialLayout, isTableLayout);
  readonly query = new TableQuery(() => this.#askAnew());
  #states = $state.raw<readonly RunState[]>([]);
  #experiment = $state<string | null>(null);
  #archived = $state(false);
  readonly views = new TableViews(
    () => ({ layout: this.#layout.value, filter: this.filter }),
    ({ layout, filter }) => {
      this.#layout.value = layout;
      this.showFilter(filter);
    },
  );
  #settled = '';
  #names = new Asked<RunNames>();
  #automatic = $state.raw<readonly string[] | null>(null);
  #dragged = $state.raw<{ readonly id: string; readonly width: number } | null>(null);
  #all = $state<number | null>(null);
  #baseline = new TableBaseline();
  #askedFor = '';
  #askedAt = 0;
  #activeInView = false;

  /** Pixels beside the frozen columns; those that choose themselves keep within it. */
  room = $state(Number.POSITIVE_INFINITY);
  readonly #unpinned = $derived(
    this.#layout.value.columns?.map(currentId) ??
      fittingColumns(this.#automatic ?? [], this.room, (id) => this.widthOf(id)),
  );
  /** Pinned ones first. */
  readonly columns = $derived(pinnedFirst(this.#unpinned, this.pinned));
  readonly filtered = $derived(
    this.query.text.trim() !== '' || this.#states.length > 0 || this.#experiment !== null || this.#archived,
  );
  /** One run after the other, or in groups once these are known. */
  get rows(): TableRows {
    return this.grouping === null || this.grouped.total === null ? this.#plain : this.grouped;
  }
  get grouping(): Grouping | null {
    return this.#layout.value.grouping ?? null;
  }
  setGrouping(grouping: Grouping | null): void {
    this.#keep({ grouping });
    this.#askAnew();
  }
  /** Runs that the filter hides. */
  readonly hidden = $derived(
    !this.filtered || this.#all === null ? 0 : Math.max(0, this.#all - this.rows.runs),
  );

  constructor(trashed: boolean) {
    this.trashed = trashed;
  }

  /** Whether rows can be drawn without columns jumping in later. */
  get ready(): boolean {
    const known = this.#layout.loaded && (this.#layout.value.columns ?? this.#automatic) !== null;
    return this.rows.total !== null && (known || this.rows.total === 0);
  }
  get sort(): TableLayout['sort'] {
    return this.#layout.value.sort;
  }
  get pinned(): readonly string[] {
    return this.#layout.value.pinned ?? [];
  }
  togglePinned(id: string): void {
    const others = this.pinned.filter((other) => other !== id);
    this.#keep({ pinned: others.length < this.pinned.length ? others : [...others, id] });
  }
  /** Whether the columns choose themselves. */
  get automatic(): boolean {
    return this.#layout.value.columns === null;
  }
  /** What queries and columns can speak of. */
  get names(): KnownNames {
    const { params = [], metrics = [], tags = [], engines = [] } = this.#names.value ?? {};
    return { params, metrics, tags, engines, experiments: experiments.list.map(({ name }) => name) };
  }
  get states(): readonly RunState[] {
    return this.#states;
  }
  get experiment(): string | null {
    return this.#experiment;
  }
  set experiment(experiment: string | null) {
    this.#filter({ experiment });
  }
  /** Whether archived runs are shown in place of the others. */
  get archived(): boolean {
    return this.#archived;
  }
  set archived(archived: boolean) {
    this.#filter({ archived });
  }

  toggleState(state: RunState): void {
    const others = this.#states.filter((other) => other !== state);
    this.#filter({ states: others.length < this.#states.length ? others : [...others, state] });
  }
  clearFilter(): void {
    this.#filter({ text: '', states: [], experiment: null, archived: false });
  }
  /** All that decides which runs are shown. */
  get filter(): TableFilter {
    const { text } = this.query;
    return { text, states: this.#states, experiment: this.#experiment, archived: this.#archived };
  }
  /** Shows other runs, with the way back. */
  #filter(part: Partial<TableFilter>): void {
    const before = this.filter;
    const after = { ...before, ...part };
    this.showFilter(after);
    steps.did({
      label: t('undo.layout.filter'),
      undo: () => this.showFilter(before),
      redo: () => this.showFilter(after),
    });
  }
  showFilter({ text, states, experiment, archived }: TableFilter): void {
    this.#states = states;
    this.#experiment = experiment;
    this.#archived = archived;
    this.query.text = text;
    this.#askAnew();
  }
  /** Keeps the way back to the query of before, once one has done with typing. */
  settleQuery(): void {
    const before = this.#settled;
    const after = this.query.text;
    if (before === after) return;
    this.#settled = after;
    const show = (text: string): void => {
      this.#settled = text;
      this.query.text = text;
    };
    steps.did({ label: t('undo.layout.query'), undo: () => show(before), redo: () => show(after) });
  }

  sortBy(by: string): void {
    this.setSort(nextSort(this.sort, by));
  }
  setSort(sort: TableLayout['sort']): void {
    this.query.dropOrder();
    this.#keep({ sort });
    this.#askAnew();
  }
  /** Number of the run to which all others are compared; null where they are not. */
  get baseline(): number | null {
    return this.#layout.value.baseline ?? null;
  }
  /** It with the values of the columns; null while it is on its way, or gone. */
  get baselineRun(): RunRow | null {
    const { run } = this.#baseline;
    return run?.id === this.baseline ? run : null;
  }
  setBaseline(run: number | null): void {
    this.#keep({ baseline: run });
    this.#ask();
  }
  get difference(): Difference {
    return this.#layout.value.difference ?? 'absolute';
  }
  setDifference(difference: Difference): void {
    this.#keep({ difference });
  }
  setColumns(columns: readonly string[] | null): void {
    this.#keep({ columns });
    this.#ask();
  }
  widthOf(id: string): number {
    return this.#dragged?.id === id
      ? this.#dragged.width
      : (this.#layout.value.widths[id] ?? defaultWidth(id, headerWidth(id)) + this.#extraWidth(id));
  }
  #extraWidth(id: string): number {
    const spreads = ['deviation', 'error', 'interval'].includes(this.grouping?.statistic ?? '');
    return extraWidth(id, this.baseline !== null, spreads);
  }
  /** Width of a column while it is dragged; `null` ends the drag and keeps it. */
  dragWidth(id: string, width: number | null): void {
    if (width !== null) {
      this.#dragged = { id, width };
      return;
    }
    if (this.#dragged?.id === id) this.setWidth(id, this.#dragged.width);
    this.#dragged = null;
  }
  /** Keeps a width; null goes back to the one by default. */
  setWidth(id: string, width: number | null): void {
    const others = Object.entries(this.#layout.value.widths).filter(([other]) => other !== id);
    this.#keep({ widths: Object.fromEntries(width === null ? others : [...others, [id, width]]) });
  }

  /** A step narrower or wider. */
  nudgeWidth(id: string, direction: 1 | -1): void {
    this.setWidth(id, Math.min(mostWidth, Math.max(leastWidth, this.widthOf(id) + direction * widthStep)));
  }
  /** Moves a column one place; true where there was one. */
  nudgeColumn(id: string, direction: 1 | -1): boolean {
    const others = this.columns.filter((other) => other !== id);
    const to = this.columns.indexOf(id) + direction;
    if (others.length === this.columns.length || to < 0 || to > others.length) return false;
    this.setColumns(moveColumn(this.columns, id, others[to] ?? null));
    return true;
  }

  /** The best run by the metric that the table is sorted by, else the headline; where it is, and by what. */
  async findBest(): Promise<{ readonly key: string | null; readonly index: number | null }> {
    const key = decidingMetric(this.sort, this.names.metrics);
    if (key === null) return { key, index: null };
    const { experiment } = this.#query();
    const { rows } = await connection.client.call('runs.list', {
      sort: bestFirst(key),
      query: this.query.condition,
      ...(experiment === null ? {} : { experiment }),
      states: [...statesForBest(this.#states)],
      trashed: this.trashed,
      archived: this.#query().archived,
      limit: 1,
      params: [],
      metrics: [key],
    });
    const [best] = rows;
    if (best === undefined || typeof own(best.metrics, key)?.final !== 'number') return { key, index: null };
    return { key, index: await this.rows.indexOf(best.id) };
  }

  /** The runs that are chosen, or all that the filter leaves, as CSV with the columns of the table. */
  async csv(): Promise<string> {
    const runs = await this.rows.all();
    const chosen = this.selection.size === 0 ? runs : runs.filter(({ id }) => this.selection.has(id));
    return runsCsv(chosen, this.columns);
  }

  /** Follows the runs until the returned call. */
  watch(): () => void {
    const stop = followRuns(
      () => this.rows.refresh(),
      () => this.#activeInView,
    );
    // Watching is not done anew when the filter changes.
    untrack(() => {
      this.#ask();
      this.rows.refresh();
    });
    return stop;
  }

  #query(): RunsQuery {
    return {
      sort: this.#layout.value.sort,
      query: this.query.asked,
      states: this.#states,
      experiment: this.#experiment,
      // What is in the trash is shown there, archived or not.
      archived: this.trashed ? 'all' : this.#archived ? 'only' : 'no',
      trashed: this.trashed,
    };
  }

  #askAnew(): void {
    this.place.begin();
    this.#ask();
  }

  #ask(): void {
    // Also for those that do not fit now: a wider window shows them at once.
    const ids = this.#layout.value.columns?.map(currentId) ?? this.#automatic ?? [];
    this.#baseline.ask(this.baseline, neededKeys(ids));
    const { grouping } = this;
    if (grouping === null) this.#plain.ask(this.#query(), neededKeys(ids));
    else {
      const texts = ids.flatMap((id) => textOfColumn(id) ?? []);
      this.grouped.ask(this.#query(), neededKeys(ids), texts, grouping);
    }
  }

  /** Keeps a part of the layout, with the way back. */
  #keep(part: Partial<TableLayout>): void {
    const before = this.#layout.value;
    const after = { ...before, ...part };
    this.#layout.value = after;
    // What is kept is what can be changed: each has a name by which its undoing is told.
    const [what] = Object.keys(part) as (keyof TableLayout)[];
    const set = (layout: TableLayout): void => {
      this.#layout.value = layout;
      this.#askAnew();
    };
    steps.did({
      label: t(`undo.layout.${what ?? 'columns'}`),
      // A width that is nudged several times is one step.
      ...(what === 'widths' ? { topic: what } : {}),
      undo: () => set(before),
      redo: () => set(after),
    });
  }

  #answered(rows: readonly RunRow[], total: number): void {
    this.selection.refresh(rows);
    this.place.follow();
    this.#activeInView = rows.some((row) => !isFinished(row.state));
    // The layout may have come after the first question.
    this.#ask();
    const { query, states, experiment, archived } = this.#query();
    const question = JSON.stringify([query, states, experiment, archived, total]);
    const old = this.#activeInView && Date.now() - this.#askedAt > namesMs;
    if (question === this.#askedFor && !old) return;
    this.#askedFor = question;
    this.#askedAt = Date.now();
    void this.#askAround(total);
  }

  /** The metric or param of a sort that was kept may have gone with the last run that had it. */
  #refused(thrown: unknown): void {
    if (this.query.refused(thrown) || this.sort.by === newestFirst.by || !isAboutSort(thrown)) return;
    this.#layout.value = { ...this.#layout.value, sort: newestFirst };
    this.#askAnew();
  }

  /** What belongs to the rows but is not in them: names of columns, columns by themselves, how many are hidden. */
  async #askAround(total: number): Promise<void> {
    const question = this.#askedFor;
    experiments.load();
    void this.#names.ask(() => connection.client.call('runs.columns', {}));
    try {
      const { query, states, experiment } = this.#query();
      const [sample, all] = await Promise.all([
        total === 0
          ? { rows: [] }
          : connection.client.call('runs.list', {
              query,
              ...(states.length === 0 ? {} : { states: [...states] }),
              ...(experiment === null ? {} : { experiment }),
              trashed: this.trashed,
              archived: this.#query().archived,
              limit: sampledRows,
            }),
        connection.client.call('runs.list', {
          trashed: this.trashed,
          archived: this.trashed ? 'all' : 'no',
          limit: 0,
        }),
      ]);
      if (question !== this.#askedFor) return;
      this.#all = all.total;
      // A filter that finds nothing says nothing about columns.
      if (sample.rows.length > 0) this.#automatic = automaticColumns(sample.rows);
      this.#ask();
    } catch {
      // The rows themselves are asked for apart and say what is wrong.
      this.#automatic ??= [];
    }
  }
}

const kept: { runs: RunsTable | null; trash: RunsTable | null } = { runs: null, trash: null };

/** The table of this window: filter, selection and place are there again after a look at a run. */
export function runsTable(trashed: boolean): RunsTable {
  return trashed ? (kept.trash ??= makeTable(true)) : (kept.runs ??= makeTable(false));
}

/** Its derived values must outlive the view that asks for it first; without a root they would end with it. */
function makeTable(trashed: boolean): RunsTable {
  const made: RunsTable[] = [];
  $effect.root(() => void made.push(new RunsTable(trashed)));
  const [table] = made;
  if (table === undefined) throw new Error('An effect root runs what it is given at once.');
  return table;
}
