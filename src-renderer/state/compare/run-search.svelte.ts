import type { RunRow } from '#contract/run.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';

const mostFound = 50;

/** Runs to choose from by a part of their name, newest first. */
export class RunSearch {
  #asked = new Asked<{ readonly rows: readonly RunRow[]; readonly total: number }>();
  #text = $state('');

  get text(): string {
    return this.#text;
  }
  set text(text: string) {
    this.#text = text;
    this.ask();
  }
  get found(): readonly RunRow[] | null {
    return this.#asked.value?.rows ?? null;
  }
  get error(): unknown {
    return this.#asked.error;
  }
  /** Runs that are found but not listed. */
  get more(): number {
    return Math.max(0, (this.#asked.value?.total ?? 0) - mostFound);
  }

  ask(): void {
    const text = this.#text.trim();
    void this.#asked.ask(() =>
      connection.client.call('runs.list', { text, limit: mostFound, params: [], metrics: [] }),
    );
  }
}
