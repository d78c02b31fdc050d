import type { SystemLoad } from '#contract/system.ts';
import { connection } from './connection.svelte.ts';

const everyMs = 2000;
let load = $state.raw<SystemLoad | null>(null);

/** Figures of the bottom bar: asked for every two seconds while the window is seen, and when runs change. */
export const systemLoad = {
  get current(): SystemLoad | null {
    return load;
  },
  /** Watches until the returned function is called. */
  watch(): () => void {
    const ask = (): void => {
      if (document.hidden || connection.status !== 'open') return;
      connection.client.call('system.load', {}).then(
        (answer) => (load = answer),
        () => undefined,
      );
    };
    ask();
    const timer = setInterval(ask, everyMs);
    const unsubscribe = connection.client.subscribe('runs', ask);
    document.addEventListener('visibilitychange', ask);
    return () => {
      clearInterval(timer);
      unsubscribe();
      document.removeEventListener('visibilitychange', ask);
    };
  },
};
