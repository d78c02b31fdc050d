import { untrack } from 'svelte';
import type { KnownDataset } from '#contract/dataset.ts';
import type { ReportRow } from '#contract/report.ts';
import type { RunRow } from '#contract/run.ts';
import type { SweepRow } from '#contract/sweep/sweep-view.ts';
import { t } from '../../messages/messages.svelte.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { guide } from '../guide.svelte.ts';
import { router } from '../router.svelte.ts';
import { Stored } from '../stored.svelte.ts';
import {
  actionEntries,
  dataEntry,
  guideEntries,
  reportEntry,
  runEntry,
  settingEntries,
  sweepEntry,
  viewEntries,
} from './known-entries.ts';
import { orderEntries, type FoundEntry, type PaletteEntry } from './order.ts';
import { areIds, recentRuns, withLatest } from './recent.ts';

const mostShown = 60;
const mostRuns = 20;
/** Typing is faster than a search among a hundred thousand runs. */
const pauseMs = 60;

/** What the palette knows and what was typed into it; made when it opens, so that all is as of now. */
export class Palette {
  #text = $state('');
  #recent = new Stored<readonly string[]>('palette.recent', [], areIds);
  #runs = new Asked<readonly RunRow[]>();
  #sweeps = new Asked<readonly SweepRow[]>();
  #reports = new Asked<readonly ReportRow[]>();
  #datasets = new Asked<readonly KnownDataset[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What the page could do when the palette was opened. */
  readonly #actions = untrack(actionEntries);

  readonly #known = $derived<readonly PaletteEntry[]>([
    ...this.#actions,
    ...settingEntries(),
    ...viewEntries(),
    ...(this.#runs.value ?? []).map(runEntry),
    ...(this.#sweeps.value ?? []).map(sweepEntry),
    ...(this.#reports.value ?? []).map(reportEntry),
    ...(this.#datasets.value ?? []).map(dataEntry),
    ...guideEntries(guide.pages ?? []),
  ]);
  /** The best first; the last leads on to all runs that answer. */
  readonly found = $derived.by((): readonly FoundEntry[] => {
    const best = orderEntries(this.#known, this.#text, this.#recent.value).slice(0, mostShown);
    return this.#text.trim() === '' ? best : [...best, { entry: this.#searchEntry(), marks: [] }];
  });

  constructor() {
    const { client } = connection;
    void this.#sweeps.ask(() => client.call('sweeps.list', {}));
    void this.#reports.ask(() => client.call('reports.list', {}));
    void this.#datasets.ask(() => client.call('datasets.list', {}));
    if (guide.pages === null) guide.load();
  }

  get text(): string {
    return this.#text;
  }
  set text(text: string) {
    this.#text = text;
    this.askRuns();
  }
  /** Whether runs are still being searched for what was typed. */
  get searching(): boolean {
    return this.#runs.loading;
  }

  askRuns(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#runs.ask(() => this.#findRuns()), pauseMs);
  }
  close(): void {
    clearTimeout(this.#timer);
  }

  choose(entry: PaletteEntry): void {
    this.#recent.value = withLatest(this.#recent.value, entry.id);
    entry.run();
  }

  /** The newest and those used lately; of typed words the runs that have them, and the one of a typed number. */
  async #findRuns(): Promise<readonly RunRow[]> {
    const text = this.#text.trim();
    const number = /^#?([1-9]\d{0,14})$/.exec(text)?.[1];
    const named = text === '' ? recentRuns(this.#recent.value) : number === undefined ? [] : [Number(number)];
    const ask = async (which: { readonly text: string } | { readonly runs: readonly number[] }) => {
      const { rows } = await connection.client.call('runs.list', {
        ...('runs' in which ? { runs: [...which.runs] } : which),
        limit: mostRuns,
        params: [],
        metrics: [],
      });
      return rows;
    };
    const answers = await Promise.all([named.length > 0 ? ask({ runs: named }) : [], ask({ text })]);
    const rows = answers.flat();
    return rows.filter(({ id }, index) => rows.findIndex((other) => other.id === id) === index);
  }

  #searchEntry(): PaletteEntry {
    const query = this.#text.trim();
    return {
      id: 'search',
      kind: 'place',
      text: t('palette.search', { text: query }),
      run: () => router.go({ page: 'runs', trashed: false, query }),
    };
  }
}
