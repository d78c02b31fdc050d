import type { WriteDatabase } from '../../store/database.ts';
import { setSweepState } from '../../store/tables/sweeps.ts';
import type { EventHub } from '../event-hub.ts';

/** Many changes within this time are one event. */
const gatherMs = 100;

/** Tells windows that sweeps changed. */
export function createSweepNews(hub: EventHub): {
  changed(sweep: number): void;
  /** It runs again. */
  begun(db: WriteDatabase, sweep: number, now: number): void;
  close(): void;
} {
  const gathering = new Map<number, NodeJS.Timeout>();
  let cursor = 0;
  const changed = (sweep: number): void => {
    if (gathering.has(sweep)) return;
    gathering.set(
      sweep,
      setTimeout(() => {
        gathering.delete(sweep);
        hub.emit({ topic: `sweep:${sweep}`, cursor: ++cursor });
        hub.emit({ topic: 'sweeps', cursor });
      }, gatherMs),
    );
  };
  return {
    changed,
    begun: (db, sweep, now) => {
      setSweepState(db, sweep, 'running', now);
      changed(sweep);
    },
    close: () => {
      for (const timer of gathering.values()) clearTimeout(timer);
    },
  };
}
