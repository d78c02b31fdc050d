import type { RunLayer } from '#contract/result.ts';
import type { RunRow } from '#contract/run.ts';
import { Asked } from './async.svelte.ts';
import { connection } from './connection.svelte.ts';

/** Older runs are written by their number in the JSON. */
const mostListed = 100;

/** Runs whose weights a training may begin with, newest first. */
export class ParentRuns {
  #asked = new Asked<{ readonly rows: readonly RunRow[] }>();

  get rows(): readonly RunRow[] {
    // One that waits has learned nothing yet.
    return (this.#asked.value?.rows ?? []).filter(({ state }) => state !== 'waiting');
  }

  ask(): void {
    void this.#asked.ask(() =>
      connection.client.call('runs.list', { limit: mostListed, params: [], metrics: [] }),
    );
  }
}

/** Layers of the chosen run with the shapes of their weights. */
export class ParentLayers {
  #asked = new Asked<readonly RunLayer[]>();

  get layers(): readonly RunLayer[] {
    return this.#asked.value ?? [];
  }

  ask(run: unknown): void {
    if (typeof run !== 'number' || run < 1) this.#asked.clear();
    else void this.#asked.ask(() => connection.client.call('runs.layers', { run }));
  }
}
