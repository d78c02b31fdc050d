import type { RunRow } from '#contract/run.ts';
import { connection } from './connection.svelte.ts';
import { runActions } from './runs/run-actions.ts';

/** Kept by the core: the window may be opened at another address next time. */
const name = 'interruptedSeen';
const mostShown = 100;

let rows = $state.raw<readonly RunRow[]>([]);
let busy = $state(false);

/**
 * Runs that Descent's own end interrupted, offered to be resumed when the window opens. What was dismissed is not
 * offered again, unless it is interrupted again.
 */
export const interrupted = {
  get runs(): readonly RunRow[] {
    return rows;
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
      rows = found.rows.filter(({ endedAt }) => (endedAt ?? 0) > (typeof seen === 'number' ? seen : 0));
    } catch {
      // Whoever cannot ask is told so by the connection.
      rows = [];
    }
  },
  /** Asks, and again when runs change: one that goes on already is no longer offered. Ends with what it returns. */
  watch(): () => void {
    void interrupted.ask();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = connection.client.subscribe('runs', () => {
      if (rows.length > 0 && !busy) timer ??= setTimeout(again, 250);
    });
    const again = (): void => {
      timer = undefined;
      void interrupted.ask();
    };
    return () => {
      clearTimeout(timer);
      stop();
    };
  },
  async resume(): Promise<void> {
    busy = true;
    for (const { id } of rows) await runActions.resume(id);
    busy = false;
    interrupted.dismiss();
  },
  dismiss(): void {
    const newest = Math.max(0, ...rows.map(({ endedAt }) => endedAt ?? 0));
    if (newest > 0) connection.client.call('settings.set', { name, value: newest }).catch(() => undefined);
    rows = [];
  },
};
