import { untrack } from 'svelte';
import { toErrorPayload } from '#contract/errors.ts';
import type { RunComparison } from '#contract/methods/runs.ts';
import { isFinished, type RunDetail, type RunRow } from '#contract/run.ts';
import { comparedDashes } from '../../format/series-color.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { atMostEvery } from '../runs/at-most-every.ts';
import { compareRefusal } from '../runs/selection.ts';
import { forkOf } from './fork.ts';
import { environmentRows, detailsChanged } from './comparison-rows.ts';

const newsMs = 1000;

interface Found {
  readonly details: readonly RunDetail[];
  /** Numbers that no run has any more. */
  readonly missing: readonly number[];
}

/** Runs side by side, kept up to date while they train. The first of them is the baseline. */
export class Comparison {
  readonly ids: readonly number[];
  #rows = new Asked<RunComparison>();
  #found = new Asked<Found>();
  /** Counts the news, for what is asked for beside the tables: the curves. */
  #version = $state(0);

  /** Each run as it was at the last answer, in the order asked for; those that are gone are left out. */
  readonly runs: readonly RunRow[] = $derived(this.#rows.value?.runs ?? this.#found.value?.details ?? []);
  /** The same with their results and texts, as they were when one of them last began or ended. */
  readonly details: readonly RunDetail[] = $derived(this.#found.value?.details ?? []);
  /** Numbers of the runs that are there. */
  readonly present: readonly number[] = $derived((this.#found.value?.details ?? []).map(({ id }) => id));
  /** How each run's line is dashed, so that no two of them look alike. */
  readonly dashes = $derived(comparedDashes(this.runs));
  readonly environments = $derived(
    environmentRows((this.#found.value?.details ?? []).map(({ environment }) => environment)),
  );

  /** The part of the steps in which runs that branched from each other differ; null where none did. */
  readonly fork = $derived(forkOf(this.#found.value?.details ?? []));

  constructor(ids: readonly number[]) {
    this.ids = ids;
  }

  /** Params and metrics; null before they are known, and of fewer than two runs. */
  get answer(): RunComparison | null {
    return this.#rows.value;
  }
  get missing(): readonly number[] {
    return this.#found.value?.missing ?? [];
  }
  get loaded(): boolean {
    return this.#found.value !== null;
  }
  get error(): unknown {
    return this.#rows.error ?? this.#found.error;
  }
  get version(): number {
    return this.#version;
  }

  async load(): Promise<void> {
    await this.#found.ask(() => find(this.ids));
    this.#ask();
  }

  /** Follows the runs until the returned function is called. */
  watch(): () => void {
    let late = false;
    const news = atMostEvery(newsMs, () => {
      late = document.hidden;
      if (late) return;
      this.#ask();
      this.#version++;
    });
    const seen = (): void => {
      if (late && !document.hidden) news.soon();
    };
    // The table's news tells of new names, the runs' own of points.
    const stops = [
      connection.client.subscribe('runs', news.soon),
      ...this.ids.map((id) => connection.client.subscribe(`run:${id}`, news.soon)),
    ];
    document.addEventListener('visibilitychange', seen);
    untrack(() => void this.load());
    return () => {
      news.stop();
      for (const stop of stops) stop();
      document.removeEventListener('visibilitychange', seen);
    };
  }

  /** Asks for what runs in progress have logged since: their texts. */
  refreshDetails(): void {
    if (this.runs.some(({ state }) => !isFinished(state))) void this.#found.ask(() => find(this.ids));
  }

  #ask(): void {
    const runs = [...this.present];
    if (compareRefusal(runs.length) !== null) return;
    void this.#askFor(runs);
  }

  async #askFor(runs: number[]): Promise<void> {
    const answer = await this.#rows.ask(() => connection.client.call('runs.compare', { runs }));
    if (answer !== null && detailsChanged(this.#found.value?.details ?? [], answer.runs)) {
      await this.#found.ask(() => find(this.ids));
    }
  }
}

async function find(ids: readonly number[]): Promise<Found> {
  const answers = await Promise.all(
    ids.map(async (run) => {
      try {
        return await connection.client.call('runs.show', { run });
      } catch (thrown) {
        if (toErrorPayload(thrown).code === 'not_found') return run;
        throw thrown;
      }
    }),
  );
  return {
    details: answers.filter((answer) => typeof answer === 'object'),
    missing: answers.filter((answer) => typeof answer === 'number'),
  };
}
