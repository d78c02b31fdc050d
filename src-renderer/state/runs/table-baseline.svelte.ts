import type { RunRow } from '#contract/run.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import type { neededKeys } from './columns.ts';

/** The run that all others of a table are compared to, with the values of its columns. */
export class TableBaseline {
  #asked = new Asked<RunRow | null>();
  #question = '';

  /** Null while it is on its way, or gone. */
  get run(): RunRow | null {
    return this.#asked.value;
  }

  /** It comes with the same columns as the others, whatever the filter hides. */
  ask(baseline: number | null, keys: ReturnType<typeof neededKeys>): void {
    const question = JSON.stringify([baseline, keys]);
    if (question === this.#question) return;
    this.#question = question;
    if (baseline === null) {
      this.#asked.clear();
      return;
    }
    void this.#asked.ask(async () => {
      const { rows } = await connection.client.call('runs.list', {
        runs: [baseline],
        params: [...keys.params],
        metrics: [...keys.metrics],
        fields: [...keys.fields],
      });
      return rows[0] ?? null;
    });
  }
}
