import type { SweepRow } from '#contract/sweep/sweep-view.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { atMostEvery } from '../runs/at-most-every.ts';

const newsMs = 500;

/** All sweeps, kept up with while their page is open. */
export class SweepList {
  #rows = new Asked<readonly SweepRow[]>();
  readonly rows = $derived(this.#rows.value);

  get error(): unknown {
    return this.#rows.error;
  }

  watch(): () => void {
    const refresh = atMostEvery(newsMs, () => this.refresh());
    const stop = connection.client.subscribe('sweeps', refresh.soon);
    return () => {
      stop();
      refresh.stop();
    };
  }

  refresh(): void {
    void this.#rows.ask(() => connection.client.call('sweeps.list', {}));
  }
}
