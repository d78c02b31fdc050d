import type { RunRow } from '#contract/run.ts';
import { isFinished } from '#contract/run.ts';
import { Asked } from './async.svelte.ts';
import { connection } from './connection.svelte.ts';

const shown = 8;

/** The newest runs, for the home page; those in progress follow their own events. */
export class RecentRuns {
  #asked = new Asked<{ readonly rows: readonly RunRow[]; readonly total: number }>();

  readonly active = $derived((this.#asked.value?.rows ?? []).filter((run) => !isFinished(run.state)));
  readonly recent = $derived((this.#asked.value?.rows ?? []).filter((run) => isFinished(run.state)));

  get loaded(): boolean {
    return this.#asked.value !== null;
  }
  get error(): unknown {
    return this.#asked.error;
  }
  get total(): number {
    return this.#asked.value?.total ?? 0;
  }

  /** Follows the runs until the returned function is called. */
  watch(): () => void {
    let waiting = false;
    const ask = async (): Promise<void> => {
      waiting = false;
      await this.#asked.ask(() => connection.client.call('runs.list', { limit: shown, params: [] }));
    };
    // Many changes at once are one question.
    const soon = (): void => {
      if (waiting) return;
      waiting = true;
      setTimeout(() => void ask(), 250);
    };
    void ask();
    const stop = connection.client.subscribe('runs', soon);
    // Progress of what is running comes with the rows.
    const timer = setInterval(() => this.active.length > 0 && !document.hidden && soon(), 1000);
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  retry(): void {
    void this.#asked.ask(() => connection.client.call('runs.list', { limit: shown, params: [] }));
  }
}
