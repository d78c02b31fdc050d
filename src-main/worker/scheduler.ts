import type { AdviceKind } from '#contract/advice.ts';
import { CodedError, toErrorPayload } from '#contract/errors.ts';
import type { EditRequest, SpecEdit } from '#contract/live-edit.ts';
import type { EndResult, TrainingEnd, TrainingEvent } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import type { RunningJob, WorkerClient } from './client.ts';

/** A training to be done. `memoryBytes` is what its worker is expected to need. */
export interface QueuedTraining {
  readonly run: number;
  readonly spec: TrainingSpec;
  readonly checkpoint?: Uint8Array;
  /** The checkpoint is another run's, from which this one goes on in its own way. */
  readonly branches?: boolean;
  /** Checkpoint of the run whose weights the initializer takes over. */
  readonly initial?: Uint8Array;
  /** Of the whole run, or of the one that it repeats. */
  readonly edits?: readonly SpecEdit[];
  /** Stops after this step. */
  readonly until?: number;
  /** Waits after this step until `goOn`. */
  readonly holdAfter?: number;
  readonly ending?: EndResult;
  /** Begins paused, at once and without a core: it takes the place of one that was. */
  readonly paused?: boolean;
  readonly memoryBytes: number;
}

/** A spec to be tried out, by a number of its own. It waits and works as a training does, and is told to `tell`. */
export interface QueuedAdvice {
  readonly advice: number;
  readonly kind: AdviceKind;
  readonly spec: TrainingSpec;
  readonly initial?: Uint8Array;
  readonly memoryBytes: number;
  readonly tell: (news: SchedulerNews) => void;
}

/** Where a run stands for the scheduler; `ended` is the last one and comes exactly once. */
export type SchedulerNews =
  | { readonly kind: 'state'; readonly state: 'waiting' | 'running' | 'paused' }
  | { readonly kind: 'event'; readonly event: TrainingEvent }
  /** `reported` is false when the worker could not say so itself: it died, was ended, or never started. */
  | { readonly kind: 'ended'; readonly end: TrainingEnd; readonly reported: boolean };

export interface SchedulerOptions {
  /** Makes a worker for one training; it is closed afterwards, which frees its memory for sure. */
  readonly openWorker: () => WorkerClient;
  /** Trainings at once. */
  readonly cores: number;
  /** Told how many threads each training may use: all cores together are never promised twice. */
  readonly allowThreads?: (threads: number) => void;
  /** Memory that could be taken now, in bytes. */
  readonly freeMemory: () => number;
  readonly tell: (run: number, news: SchedulerNews) => void;
  /** A training that was asked to stop and does not within this time is ended. */
  readonly stopGraceMs?: number;
  /** How often memory is looked at while a training waits for it. */
  readonly memoryCheckMs?: number;
}

export interface Scheduler {
  enqueue(training: QueuedTraining): void;
  enqueueAdvice(advice: QueuedAdvice): void;
  /** Throws `conflict` unless the run is in the state that the change needs. */
  pause(run: number): void;
  resume(run: number): void;
  /** A waiting run leaves the queue, a running one stops after the step it is in. */
  stop(run: number): void;
  /** It stops once its epoch is over; one that waits or is paused, once it goes on. */
  stopAfterEpoch(run: number): void;
  /** How far one goes on that waits, or will wait, after a step: up to another one, or with null to its end. */
  goOn(run: number, holdAfter: number | null): void;
  /** Changes settings of a training that has begun; rejects with why it refused them. */
  edit(run: number, changes: EditRequest): Promise<SpecEdit>;
  /** The same for advice; throws `conflict` unless it waits or runs. */
  stopAdvice(advice: number): void;
  /** Where a run stands; null when it is not here. */
  stateOf(run: number): 'waiting' | 'running' | 'paused' | null;
  /** Of runs; advice is none. */
  counts(): { readonly running: number; readonly waiting: number };
  /**
   * While on, nothing trains and nothing starts: what runs is paused, and goes on when it is off again. Gives the runs
   * that this paused or let go on.
   */
  hold(on: boolean): readonly number[];
  /** Stops everything, takes nothing more, and resolves when all runs have ended. */
  close(): Promise<void>;
}

/** Runs and advice are numbered each for itself. */
type Key = number | `advice:${number}`;

interface Entry {
  readonly key: Key;
  readonly memoryBytes: number;
  readonly begin: (
    worker: WorkerClient,
    hear: (event: TrainingEvent) => void,
  ) => RunningJob<'train' | 'advise'>;
  readonly tell: (news: SchedulerNews) => void;
  readonly sequence: number;
  state: 'waiting' | 'running' | 'paused';
  /** Set once started; a run that waits to go on after a pause has one too. */
  worker: WorkerClient | null;
  job: RunningJob<'train' | 'advise'> | null;
  /** The worker has told that the training began. */
  started: boolean;
  /** It has told of steps: from then on its memory shows in what is free. Before, it may still be taking it. */
  steps: boolean;
  stopping: boolean;
  endsWithEpoch: boolean;
  /** Paused by `hold`, not by a person. */
  held: boolean;
  /** The last step that it has told. */
  step: number;
  end: TrainingEnd | null;
  grace: NodeJS.Timeout | null;
}

const defaultStopGraceMs = 15_000;
const defaultMemoryCheckMs = 2000;

type Wanted = 'paused' | 'resumed' | 'stopped' | 'stoppedAfterEpoch' | 'edited';

/**
 * Runs trainings in workers of their own, first come first served, as many at once as there are cores and memory
 * for. One that ends badly ends alone. A paused run keeps its memory and gives its core away; when resumed it waits
 * for a core before all who have not started yet.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { cores, tell } = options;
  const entries = new Map<Key, Entry>();
  let sequence = 0;
  let closing = false;
  let holding = false;
  let memoryCheck: NodeJS.Timeout | null = null;
  let idle = Promise.withResolvers<undefined>();

  const inState = (state: Entry['state']): Entry[] =>
    [...entries.values()].filter((entry) => entry.state === state);
  const workers = (): Entry[] => [...entries.values()].filter((entry) => entry.worker !== null);

  const shareCores = (): void =>
    options.allowThreads?.(Math.max(1, Math.floor(cores / Math.max(1, inState('running').length))));

  const setState = (entry: Entry, state: Entry['state']): void => {
    entry.state = state;
    shareCores();
    entry.tell({ kind: 'state', state });
  };

  /** Alone it may always start: waiting for memory that nobody here will free would be waiting for ever. */
  const hasMemory = (entry: Entry): boolean => {
    const reserved = workers().filter(({ steps }) => !steps);
    const promised = reserved.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    return workers().length === 0 || promised + entry.memoryBytes <= options.freeMemory();
  };

  const pump = (): void => {
    while (!holding && inState('running').length < cores) {
      const queue = inState('waiting').sort(
        (a, b) => Number(b.worker !== null) - Number(a.worker !== null) || a.sequence - b.sequence,
      );
      const next = queue[0];
      if (next === undefined) return;
      if (next.worker !== null) {
        next.job?.control('run');
        setState(next, 'running');
      } else if (hasMemory(next)) {
        start(next);
      } else {
        memoryCheck ??= setTimeout(() => {
          memoryCheck = null;
          pump();
        }, options.memoryCheckMs ?? defaultMemoryCheckMs);
        return;
      }
    }
  };

  const start = (entry: Entry, state: 'running' | 'paused' = 'running'): void => {
    try {
      entry.worker = options.openWorker();
    } catch (thrown) {
      finish(entry, failure(thrown, 0), false);
      return;
    }
    entry.job = entry.begin(entry.worker, (event) => {
      entry.started = true;
      entry.steps ||= event.kind === 'points' || (event.kind === 'result' && event.name === 'advice');
      if (event.kind === 'progress') entry.step = event.progress.step;
      // The end is told once the answer is in, so that it is told exactly once, whatever the worker does.
      if (event.kind === 'finished') entry.end = event;
      else entry.tell({ kind: 'event', event });
    });
    if (state === 'paused') entry.job.control('pause');
    if (entry.endsWithEpoch) entry.job.control('afterEpoch');
    setState(entry, state);
    entry.job.result.then(
      (end) => finish(entry, end, true),
      (thrown: unknown) => {
        if (entry.end !== null) finish(entry, entry.end, true);
        else finish(entry, entry.stopping ? endedAfterStop(entry.step) : failure(thrown, entry.step), false);
      },
    );
  };

  const finish = (entry: Entry, end: TrainingEnd, reported: boolean): void => {
    if (!entries.delete(entry.key)) return;
    shareCores();
    if (entry.grace !== null) clearTimeout(entry.grace);
    const closed = entry.worker?.close();
    entry.tell({ kind: 'ended', end, reported });
    // Its memory is free only when the thread is gone.
    void Promise.resolve(closed).finally(() => {
      if (entries.size === 0) idle.resolve(undefined);
      pump();
    });
  };

  const stop = (entry: Entry): void => {
    if (entry.stopping) return;
    entry.stopping = true;
    if (entry.worker === null) {
      finish(entry, { kind: 'finished', state: 'stopped', step: 0 }, false);
      return;
    }
    entry.job?.control('stop');
    if (!entry.started) {
      // It still prepares, and hears nothing while it does; nothing is lost with it.
      entry.end = { kind: 'finished', state: 'stopped', step: 0 };
      void entry.worker.close();
      return;
    }
    entry.grace = setTimeout(() => {
      void entry.worker?.close(new CodedError('worker_died', say('task.notStopped')));
    }, options.stopGraceMs ?? defaultStopGraceMs);
  };

  const find = (key: Key, wanted: Wanted, ...states: readonly Entry['state'][]): Entry => {
    const entry = entries.get(key);
    if (entry !== undefined && !entry.stopping && states.includes(entry.state)) return entry;
    const state = entry === undefined ? 'absent' : entry.stopping ? 'stopping' : entry.state;
    const id = typeof key === 'number' ? key : Number(key.replace('advice:', ''));
    const what = typeof key === 'number' ? 'run' : 'advice';
    throw new CodedError('conflict', say('task.refused', { what, id, state, wanted }));
  };

  const add = (given: Pick<Entry, 'key' | 'memoryBytes' | 'begin' | 'tell'>, paused = false): void => {
    if (closing) throw new CodedError('cancelled', say('task.closing'));
    if (entries.has(given.key)) {
      throw new CodedError('conflict', `Run ${given.key} is in the queue already.`);
    }
    if (entries.size === 0) idle = Promise.withResolvers();
    const entry: Entry = {
      ...given,
      sequence: sequence++,
      state: 'waiting',
      worker: null,
      job: null,
      started: false,
      steps: false,
      stopping: false,
      endsWithEpoch: false,
      held: false,
      step: 0,
      end: null,
      grace: null,
    };
    entries.set(given.key, entry);
    given.tell({ kind: 'state', state: 'waiting' });
    if (paused) start(entry, 'paused');
    pump();
  };

  const countIn = (state: Entry['state']): number =>
    inState(state).filter(({ key }) => typeof key === 'number').length;

  return {
    enqueue: ({ run, memoryBytes, paused, ...input }) => {
      const begin: Entry['begin'] = (worker, hear) => worker.run('train', input, hear);
      add({ key: run, memoryBytes, begin, tell: (news) => tell(run, news) }, paused);
    },
    enqueueAdvice: ({ advice, kind, spec, initial, memoryBytes, tell: tellAdvice }) =>
      add({
        key: `advice:${advice}`,
        memoryBytes,
        begin: (worker, hear) =>
          worker.run('advise', { spec, kind, ...(initial === undefined ? {} : { initial }) }, hear),
        tell: tellAdvice,
      }),
    pause: (run) => {
      const started = (entries.get(run)?.worker ?? null) !== null;
      const entry = started ? find(run, 'paused', 'running', 'waiting') : find(run, 'paused', 'running');
      entry.job?.control('pause');
      setState(entry, 'paused');
      pump();
    },
    resume: (run) => {
      const entry = find(run, 'resumed', 'paused');
      entry.held = false;
      setState(entry, 'waiting');
      pump();
    },
    stop: (run) => stop(find(run, 'stopped', 'waiting', 'running', 'paused')),
    stopAfterEpoch: (run) => {
      const entry = find(run, 'stoppedAfterEpoch', 'waiting', 'running', 'paused');
      entry.endsWithEpoch = true;
      entry.job?.control('afterEpoch');
    },
    goOn: (run, holdAfter) => entries.get(run)?.job?.control({ holdAfter }),
    edit: (run, changes) => {
      const entry = find(run, 'edited', 'waiting', 'running', 'paused');
      if (entry.job !== null) {
        return entry.job.edit(changes).catch((thrown: unknown) => {
          // Its worker was closed since the training had come to its end.
          const isOver = entries.get(run) !== entry && toErrorPayload(thrown).code === 'cancelled';
          throw isOver ? new CodedError('conflict', say('edit.tooLate')) : thrown;
        });
      }
      throw new CodedError('conflict', say('edit.notBegun', { run }));
    },
    stopAdvice: (advice) => stop(find(`advice:${advice}`, 'stopped', 'waiting', 'running', 'paused')),
    stateOf: (run) => entries.get(run)?.state ?? null,
    counts: () => ({ running: countIn('running'), waiting: countIn('waiting') }),
    hold: (on) => {
      holding = on;
      const chosen = on ? inState('running') : inState('paused').filter(({ held }) => held);
      for (const entry of chosen) {
        entry.held = on;
        if (on) entry.job?.control('pause');
        setState(entry, on ? 'paused' : 'waiting');
      }
      pump();
      return chosen.flatMap(({ key }) => (typeof key === 'number' ? [key] : []));
    },
    close: async () => {
      closing = true;
      if (memoryCheck !== null) clearTimeout(memoryCheck);
      for (const entry of [...entries.values()]) stop(entry);
      if (entries.size > 0) await idle.promise;
    },
  };
}

function failure(thrown: unknown, step: number): TrainingEnd {
  return { kind: 'finished', state: 'failed', step, error: toErrorPayload(thrown) };
}

/** The user asked for the end and got it; that the worker had to be ended is said, since no checkpoint was written. */
function endedAfterStop(step: number): TrainingEnd {
  return {
    kind: 'finished',
    state: 'stopped',
    step,
    error: {
      code: 'worker_died',
      message:
        'The training did not stop when asked to and was ended; what came after its last checkpoint is lost.',
    },
  };
}
