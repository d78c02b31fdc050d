import type { MethodOutput } from '#contract/methods/index.ts';
import type { RunGroup } from '#contract/run-group.ts';
import type { RunRow } from '#contract/run.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { atMostEvery } from '../runs/at-most-every.ts';
import { Stored } from '../stored.svelte.ts';
import { initialLayout, isChartsLayout } from './charts-layout.ts';

/** So many runs are drawn at most; which they are the query says. */
export const mostRuns = 500;
const newsMs = 1000;

interface Found {
  readonly rows: readonly RunRow[];
  readonly total: number;
  readonly groups: readonly RunGroup[];
  readonly facets: readonly RunGroup[];
}

/** Charts over the runs that a query finds: which runs, which metrics and how they are arranged. */
export class ChartsPage {
  readonly layout = new Stored('charts.layout', initialLayout, isChartsLayout);
  #found = new Asked<Found>();
  #names = new Asked<MethodOutput<'runs.columns'>>();
  #query = '';
  #version = $state(0);

  readonly rows = $derived<readonly RunRow[]>(this.#found.value?.rows ?? []);
  readonly groups = $derived<readonly RunGroup[]>(this.#found.value?.groups ?? []);
  readonly facets = $derived<readonly RunGroup[]>(this.#found.value?.facets ?? []);
  readonly total = $derived(this.#found.value?.total ?? 0);
  readonly names = $derived(this.#names.value);

  get loaded(): boolean {
    return this.#found.value !== null;
  }
  /** Counts the answers: with every one there may be new points. */
  get version(): number {
    return this.#version;
  }
  get error(): unknown {
    return this.#found.error ?? this.#names.error;
  }

  /** Asks for the runs that a query finds, and for how they are grouped. */
  ask(query: string, by: string | null, facet: string | null): void {
    this.#query = query;
    void this.#names.ask(() => connection.client.call('runs.columns', {}));
    void this.#found.ask(async () => {
      const { client } = connection;
      const grouped = async (field: string | null): Promise<readonly RunGroup[]> =>
        field === null
          ? []
          : (await client.call('runs.groups', { query, by: field, fields: ['name', 'family'] })).groups;
      const [list, groups, facets] = await Promise.all([
        client.call('runs.list', { query, limit: mostRuns, params: [], metrics: [] }),
        grouped(by),
        grouped(facet),
      ]);
      this.#version++;
      return { ...list, groups, facets };
    });
  }

  /** Follows runs that come and go until the returned function is called. */
  watch(): () => void {
    const news = atMostEvery(newsMs, () => {
      const { by, facet } = this.layout.value;
      if (!document.hidden) this.ask(this.#query, by, facet);
    });
    const stop = connection.client.subscribe('runs', news.soon);
    document.addEventListener('visibilitychange', news.soon);
    return () => {
      news.stop();
      stop();
      document.removeEventListener('visibilitychange', news.soon);
    };
  }
}
