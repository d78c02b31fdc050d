import type { Difference } from '#contract/reproduction.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { toasts } from '../toasts.svelte.ts';

/** Whether a run, or a stretch of it, gives the same again. */
export class Reproduction {
  readonly run: number;
  #verifying = $state.raw<AbortController | null>(null);
  #differences = new Asked<readonly Difference[]>();
  #starting = $state(false);

  constructor(run: number) {
    this.run = run;
  }

  get verifying(): boolean {
    return this.#verifying !== null;
  }
  /** What is not now what it was then; null until that is known. */
  get differences(): readonly Difference[] | null {
    return this.#differences.value;
  }
  get differencesError(): unknown {
    return this.#differences.error;
  }
  get starting(): boolean {
    return this.#starting;
  }

  /** Computes a stretch again; what came of it is kept with the run, whose news tell of it. */
  async verify(): Promise<void> {
    const aborting = new AbortController();
    this.#verifying = aborting;
    try {
      await connection.client.call('runs.verify', { run: this.run }, aborting.signal);
    } catch (thrown) {
      toasts.error(thrown);
    } finally {
      this.#verifying = null;
    }
  }

  cancel(): void {
    this.#verifying?.abort();
  }

  askDifferences(): void {
    void this.#differences.ask(() => connection.client.call('runs.differences', { run: this.run }));
  }

  /** Starts the run again and gives the number of the new one; null where it was refused, which is said. */
  async rerun(): Promise<number | null> {
    this.#starting = true;
    try {
      return (await connection.client.call('runs.rerun', { run: this.run })).run;
    } catch (thrown) {
      toasts.error(thrown);
      return null;
    } finally {
      this.#starting = false;
    }
  }
}
