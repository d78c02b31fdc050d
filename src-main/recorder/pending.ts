import type { RunState } from '#contract/run.ts';
import type { SeriesBatch, TrainingEvent } from '#contract/training-event.ts';

/** Progress is kept in memory only; points are gathered by metric. */
export type RecordedEvent = Exclude<TrainingEvent, { kind: 'points' } | { kind: 'progress' }>;

/** One thing to be written. `time` is when it was told, in epoch milliseconds. */
export type Entry =
  | { readonly kind: 'points'; readonly key: string; readonly batches: SeriesBatch[] }
  | { readonly kind: 'event'; readonly event: RecordedEvent; readonly time: number }
  | { readonly kind: 'state'; readonly state: RunState; readonly time: number };

/** What one run has told and what is not in the database yet, in order. */
export interface PendingRun {
  readonly run: number;
  readonly entries: readonly Entry[];
}

/** Points of the last entries of a run, so that a metric's batches become one entry. */
export interface Pending {
  readonly isEmpty: boolean;
  /** Whether something is waiting that has to be on the disk, not only in the database, once it is acknowledged. */
  readonly mustBeDurable: boolean;
  addPoints(run: number, series: readonly SeriesBatch[]): void;
  add(run: number, entry: Exclude<Entry, { kind: 'points' }>): void;
  runs(): readonly PendingRun[];
  /** Takes the first entry of a run off, once it is committed. */
  removeFirst(run: number): void;
  clear(): void;
}

export function createPending(): Pending {
  const runs = new Map<number, Entry[]>();
  /** Points since the last other entry, by run and metric: only these may still grow without changing the order. */
  const growing = new Map<number, Map<string, SeriesBatch[]>>();
  const entriesOf = (run: number): Entry[] => {
    let entries = runs.get(run);
    if (entries === undefined) {
      entries = [];
      runs.set(run, entries);
    }
    return entries;
  };
  return {
    get isEmpty() {
      return runs.size === 0;
    },
    get mustBeDurable() {
      return [...runs.values()].some((entries) => entries.some(isDurable));
    },
    addPoints: (run, series) => {
      let byKey = growing.get(run);
      if (byKey === undefined) {
        byKey = new Map();
        growing.set(run, byKey);
      }
      for (const batch of series) {
        if (batch.steps.length === 0) continue;
        const batches = byKey.get(batch.key);
        if (batches !== undefined) {
          batches.push(batch);
          continue;
        }
        const entry = { kind: 'points' as const, key: batch.key, batches: [batch] };
        byKey.set(batch.key, entry.batches);
        entriesOf(run).push(entry);
      }
    },
    add: (run, entry) => {
      entriesOf(run).push(entry);
      // A text or a note goes with points in one transaction; only these divide what was before from what is after.
      if (entry.kind === 'state' || dividing.includes(entry.event.kind)) growing.delete(run);
    },
    runs: () => [...runs].map(([run, entries]) => ({ run, entries })),
    removeFirst: (run) => {
      const entries = runs.get(run);
      entries?.shift();
      if (entries?.length === 0) runs.delete(run);
      // Points that come now must not join an entry that is gone.
      growing.delete(run);
    },
    clear: () => {
      runs.clear();
      growing.clear();
    },
  };
}

/** After an end, and after going back, there may be points of steps that there were before. */
const dividing: readonly RecordedEvent['kind'][] = ['finished', 'rewound'];

function isDurable(entry: Entry): boolean {
  return entry.kind === 'event' && ['checkpoint', 'finished', 'edited', 'rewound'].includes(entry.event.kind);
}
