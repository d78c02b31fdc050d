import type { RunRow } from '#contract/run.ts';
import type { InterruptedSweep } from '#contract/sweep/sweep-view.ts';
import { connection } from './connection.svelte.ts';
import { toasts } from './toasts.svelte.ts';
import { runActions } from './runs/run-actions.ts';

/** Kept by the core: the window may be opened at another address next time. */
const name = 'interruptedSeen';
const mostShown = 100;

let rows = $state.raw<readonly RunRow[]>([]);
let searches = $state.raw<readonly InterruptedSweep[]>([]);
let busy = $state(false);

/**
 * Runs and sweeps that Descent's own end interrupted (a sweep's runs go on with it), offered to be resumed when the window opens. What was dismissed is not
 * offered again, unless it is interrupted again.
 */
export const interrupted = {
  get runs(): readonly RunRow[] {
    return rows;
  },
  get sweeps(): readonly InterruptedSweep[] {
    return searches;
  },
  get busy(): boolean {
    return busy;
  },
  async ask(): Promise<void> {
    try {
      const found = await connection.client.call('runs.list', {
        states: ['interrupted'],
        limit: mostShown,
        params: [],
        metrics: [],
      });
      const seen = await connection.client.call('settings.get', { name });
      const since = typeof seen === 'number' ? seen : 0;
      const sweeps = await connection.client.call('sweeps.interrupted', {});
      const theirs = sweeps.flatMap(({ runs }) => runs);
      searches = sweeps.filter(({ endedAt }) => endedAt > since);
      rows = found.rows.filter(({ id, endedAt }) => (endedAt ?? 0) > since && !theirs.includes(id));
    } catch {
      // Whoever cannot ask is told so by the connection.
      rows = [];
      searches = [];
    }
  },
  /** Asks, and again when runs change: one that goes on already is no longer offered. Ends with what it returns. */
  watch(): () => void {
    void interrupted.ask();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = (): void => {
      if (rows.length + searches.length > 0 && !busy) timer ??= setTimeout(again, 250);
    };
    const stops = [connection.client.subscribe('runs', soon), connection.client.subscribe('sweeps', soon)];
    const again = (): void => {
      timer = undefined;
      void interrupted.ask();
    };
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  },
  async resume(): Promise<void> {
    busy = true;
    for (const { id } of searches) {
      await connection.client
        .call('sweeps.resume', { sweep: id })
        .catch((thrown: unknown) => toasts.error(thrown));
    }
    for (const { id } of rows) await runActions.resume(id);
    busy = false;
    interrupted.dismiss();
  },
  dismiss(): void {
    const newest = Math.max(0, ...[...rows, ...searches].map(({ endedAt }) => endedAt ?? 0));
    if (newest > 0) connection.client.call('settings.set', { name, value: newest }).catch(() => undefined);
    rows = [];
    searches = [];
  },
};
