import type { RunProgress } from '#contract/run.ts';
import type { ReadDatabase } from '../store/database.ts';
import { countPoints, familyOfRun, runStateOf } from '../query/run-counts.ts';
import type { EventHub } from './event-hub.ts';

/** Turns what happens to runs into events with cursors. */
export interface RunNews {
  /** Points of a run are in the database. */
  committed(run: number, points: number): void;
  /** A run's row or its progress changed. */
  changed(run: number, what: 'row' | 'progress'): void;
  /** Rows were changed by hand. */
  rowsChanged(runs: readonly number[]): void;
  close(): void;
}

/** Many changes of the table within this time are one event. */
const gatherMs = 100;

export function createRunNews(
  db: ReadDatabase,
  hub: EventHub,
  progressOf: (run: number) => RunProgress | null,
): RunNews {
  const points = new Map<number, number>();
  /** A run never changes its family. */
  const familyOf = new Map<number, number | null>();
  const gatheringFamilies = new Map<`family:${number}`, NodeJS.Timeout>();
  let cursor = 0;
  let gathering: NodeJS.Timeout | null = null;

  const tableChanged = (): void => {
    gathering ??= setTimeout(() => {
      gathering = null;
      hub.emit({ topic: 'runs', cursor: ++cursor });
    }, gatherMs);
  };

  const familyChanged = (run: number): void => {
    let family = familyOf.get(run);
    if (family === undefined) familyOf.set(run, (family = familyOfRun(db, run)));
    if (family === null || !hub.hasListeners(`family:${family}`)) return;
    const topic = `family:${family}` as const;
    if (gatheringFamilies.has(topic)) return;
    gatheringFamilies.set(
      topic,
      setTimeout(() => {
        gatheringFamilies.delete(topic);
        hub.emit({ topic, cursor: ++cursor });
      }, gatherMs),
    );
  };

  const runChanged = (run: number): void => {
    familyChanged(run);
    const topic = `run:${run}` as const;
    const state = hub.hasListeners(topic) ? runStateOf(db, run) : null;
    if (state === null) return;
    const committedPoints = points.get(run) ?? countPoints(db, run);
    points.set(run, committedPoints);
    hub.emit({ topic, cursor: ++cursor, state, committedPoints, progress: progressOf(run) });
  };

  return {
    committed: (run, count) => {
      const known = points.get(run);
      if (known !== undefined) points.set(run, known + count);
      runChanged(run);
      tableChanged();
    },
    changed: (run, what) => {
      if (what === 'row') {
        // A run that goes on has lost what came after its checkpoint.
        points.delete(run);
        tableChanged();
      }
      runChanged(run);
    },
    rowsChanged: (runs) => {
      for (const run of runs) runChanged(run);
      tableChanged();
    },
    close: () => {
      if (gathering !== null) clearTimeout(gathering);
      for (const timer of gatheringFamilies.values()) clearTimeout(timer);
    },
  };
}
