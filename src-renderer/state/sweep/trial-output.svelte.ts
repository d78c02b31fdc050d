import type { TrialOutput } from '#contract/sweep/sweep-view.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';

/** What a trial's command printed, and what it told. */
export class TrialOutputQuery {
  #asked = new Asked<TrialOutput>();
  readonly value = $derived(this.#asked.value);

  get error(): unknown {
    return this.#asked.error;
  }

  ask(sweep: number, trial: number): void {
    void this.#asked.ask(() => connection.client.call('sweeps.trialOutput', { sweep, trial }));
  }
}
