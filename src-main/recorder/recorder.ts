import { say } from '#contract/sentence.ts';
import type { CodedError } from '#contract/errors.ts';
import { toErrorPayload } from '#contract/errors.ts';
import type { RunState } from '#contract/run.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { isStorageTrouble, storageError } from '../store/errors.ts';
import { unreferenced as stillUnreferenced } from '../store/tables/artifacts.ts';
import { appendEvent } from '../store/tables/events.ts';
import { createPending, type Entry, type PendingRun } from './pending.ts';
import { writeEntry, type Target, type Written } from './write-entry.ts';

/** The one way of training events into the database: batched, in order, and nothing of them is dropped. */
export interface Recorder {
  /** Takes an event; it is committed within `flushEveryMs`, an end at once. */
  record(run: number, event: TrainingEvent): void;
  /** Changes a run's state in its turn, after what was recorded before. */
  setState(run: number, state: RunState): void;
  /** Commits what was recorded, if it can. */
  flush(): void;
  /** The last flush. Gives the error for which something could not be written, null when everything was. */
  close(): CodedError | null;
}

/** What of a run was committed: told only after the commit. */
export interface Committed {
  readonly points: number;
  readonly events: number;
}

export interface RecorderOptions extends Target {
  readonly clock: () => number;
  /** At most 1,000, so that no more than a second of training is lost to the death of this process. */
  readonly flushEveryMs: number;
  /** How long to wait before writing is tried again after a full disk. A second when left out. */
  readonly retryEveryMs?: number;
  readonly onCommitted: (run: number, committed: Committed) => void;
  /** Why nothing can be written since now; null when it can again. Everything is kept in memory meanwhile. */
  readonly onTrouble: (error: CodedError | null) => void;
}

export function createRecorder(options: RecorderOptions): Recorder {
  const { db, artifacts, clock, flushEveryMs, retryEveryMs = 1000, onCommitted, onTrouble } = options;
  const pending = createPending();
  const path =
    db.get<{ file: string }>(`SELECT file FROM pragma_database_list WHERE name = 'main'`)?.file ?? '';
  /** Metrics that were noted as unwritable: once is enough, though a damaged one refuses commit after commit. */
  const noted = new Set<string>();
  let trouble: CodedError | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isFlushing = false;
  let closed = false;

  const schedule = (): void => {
    if (closed || pending.isEmpty) return;
    timer ??= setTimeout(flush, trouble === null ? flushEveryMs : retryEveryMs);
  };

  const flush = (): void => {
    // Whoever hears of a commit may record something: that is for the next one.
    if (isFlushing) return;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (pending.isEmpty) return;
    const before = trouble;
    isFlushing = true;
    try {
      commit();
      trouble = null;
    } catch (thrown) {
      const error = storageError(thrown, path);
      if (!isStorageTrouble(error)) throw thrown;
      trouble = error;
    } finally {
      isFlushing = false;
    }
    schedule();
    if (trouble?.code !== before?.code) onTrouble(trouble);
  };

  /** Everything in one transaction; when one entry cannot be written for its own sake, each in its own. */
  const commit = (): void => {
    const runs = pending.runs();
    const written = commitTogether(runs);
    if (written === null) {
      for (const { run, entries } of runs) commitApart(run, [...entries]);
      return;
    }
    pending.clear();
    for (const { run, ...committed } of written) acknowledge(run, committed);
  };

  /** Null when it was no trouble of the storage that prevented it. */
  const commitTogether = (runs: readonly PendingRun[]): ({ readonly run: number } & Written)[] | null => {
    const transaction = pending.mustBeDurable ? db.durableTransaction : db.transaction;
    try {
      return transaction(() => runs.map(({ run, entries }) => ({ run, ...writeAll(run, entries) })));
    } catch (thrown) {
      if (isStorageTrouble(storageError(thrown, path))) throw thrown;
      return null;
    }
  };

  const acknowledge = (run: number, { points, events, unreferenced }: Written): void => {
    try {
      // A later entry of the same batch may have named the same content again.
      artifacts.remove(stillUnreferenced(db, unreferenced));
    } catch {
      // They are in nobody's way, and are swept up when the data directory is opened next.
    }
    onCommitted(run, { points, events });
  };

  const writeAll = (run: number, entries: readonly Entry[]): Written => {
    const all = entries.map((entry) => writeEntry(options, run, entry));
    return {
      points: all.reduce((sum, { points }) => sum + points, 0),
      events: all.reduce((sum, { events }) => sum + events, 0),
      unreferenced: all.flatMap(({ unreferenced }) => unreferenced),
    };
  };

  /** Takes entries off as they are committed: when the disk is full in between, none of them is written twice. */
  const commitApart = (run: number, entries: readonly Entry[]): void => {
    for (const entry of entries) {
      const committed = commitEntry(run, entry);
      pending.removeFirst(run);
      acknowledge(run, committed);
    }
  };

  const commitEntry = (run: number, entry: Entry): Written => {
    try {
      return db.durableTransaction(() => writeAll(run, [entry]));
    } catch (thrown) {
      const error = storageError(thrown, path);
      if (isStorageTrouble(error)) throw error;
      return { points: 0, events: noteUnwritable(run, entry, error), unreferenced: [] };
    }
  };

  /**
   * Such an entry would be in the way of all that come after it; its run says what is missing, and why. Gives how
   * many events were written.
   */
  const noteUnwritable = (run: number, entry: Entry, error: unknown): number => {
    if (db.get('SELECT 1 FROM runs WHERE id = :run', { run }) === undefined) return 0;
    const { message: reason } = toErrorPayload(error);
    if (entry.kind === 'points') {
      const metric = `${run} ${entry.key} ${reason}`;
      if (noted.has(metric)) return 0;
      noted.add(metric);
    }
    const told = say('run.unrecorded', { entry: nameOf(entry), reason });
    appendEvent(db, run, { time: clock(), step: null, kind: 'unrecorded', ...told, data: null });
    return 1;
  };

  return {
    record: (run, event) => {
      if (event.kind === 'progress') return;
      if (event.kind === 'points') pending.addPoints(run, event.series);
      else pending.add(run, { kind: 'event', event, time: clock() });
      if (event.kind === 'finished') flush();
      else schedule();
    },
    setState: (run, state) => {
      pending.add(run, { kind: 'state', state, time: clock() });
      flush();
    },
    flush,
    close: () => {
      flush();
      closed = true;
      if (timer !== null) clearTimeout(timer);
      return pending.isEmpty ? null : trouble;
    },
  };
}

function nameOf(entry: Entry): string {
  switch (entry.kind) {
    case 'points':
      return `points of "${entry.key.slice(0, 100)}" from step ${entry.batches[0]?.steps[0] ?? 0} on`;
    case 'state':
      return `the state ${entry.state}`;
    case 'event':
      return `a ${entry.event.kind}`;
  }
}
