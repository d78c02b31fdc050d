import {
  mostPredicting,
  type ComparedPredictions,
  type PredictionOrder,
} from '#contract/compared-predictions.ts';
import type { DatasetRows } from '#contract/dataset.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';

const pageSize = 50;

/** What the models of several runs answer for the same held-out rows. */
export class Predictions {
  #asked = new Asked<ComparedPredictions>();
  #inputs = new Asked<DatasetRows>();
  order = $state<PredictionOrder>('disagreement');
  #shown = $state(pageSize);
  /** The row whose inputs are shown; null where none is. */
  #open = $state<number | null>(null);

  get answer(): ComparedPredictions | null {
    return this.#asked.value;
  }
  get error(): unknown {
    return this.#asked.error;
  }
  get loading(): boolean {
    return this.#asked.loading;
  }
  get open(): number | null {
    return this.#open;
  }
  /** Of the open row, as they stand in the data; null until they are known. */
  get inputs(): DatasetRows | null {
    return this.#inputs.value;
  }
  get inputsError(): unknown {
    return this.#inputs.error;
  }

  /** Asks the first eight of the runs: more models at once take too long. */
  ask(runs: readonly number[]): void {
    const question = { runs: runs.slice(0, mostPredicting), order: this.order, limit: this.#shown };
    void this.#asked.ask(() => connection.client.call('runs.comparePredictions', question));
  }

  showMore(): void {
    this.#shown = Math.min(1000, this.#shown + pageSize);
  }

  /** Shows what a row holds, as the data of a run has it; the same row again hides it. */
  toggle(row: number, run: number): void {
    this.#inputs.clear();
    this.#open = this.#open === row ? null : row;
    if (this.#open === null) return;
    void this.#inputs.ask(async () => {
      const { spec } = await connection.client.call('runs.show', { run });
      return connection.client.call('datasets.rows', { dataset: spec.dataset, offset: row, limit: 1 });
    });
  }
}
