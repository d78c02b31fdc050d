import { CodedError, fromErrorPayload } from '#contract/errors.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { say } from '#contract/sentence.ts';
import type { EditRequest, SpecEdit } from '#contract/live-edit.ts';
import type { ControlWish, JobInput, JobName, JobOutput, WorkerReply, WorkerRequest } from './protocol.ts';

/** What the client needs of a worker thread; `spawn.ts` makes one of Node's, tests make their own. */
export interface WorkerThread {
  post(request: WorkerRequest): void;
  onReply(listener: (reply: WorkerReply) => void): void;
  /** The thread is gone, for this reason. Called once, also after `terminate`. */
  onEnd(listener: (reason: CodedError) => void): void;
  /** Ends the thread at once, whatever it is doing. Resolves when its memory is free. */
  terminate(): Promise<void>;
}

export type WorkerFactory = () => WorkerThread;

/**
 * `starting` → `ready` when the worker says so; `closed` by us, `failed` by itself. Jobs given while starting are
 * posted at once, since a thread keeps messages until it listens.
 */
export type WorkerClientState = 'starting' | 'ready' | 'closed' | 'failed';

export interface RunningJob<J extends JobName> {
  /** Rejects with the job's own error, or with the reason for which the worker ended. */
  readonly result: Promise<JobOutput<J>>;
  control(wish: ControlWish): void;
  /** Changes settings of a training; rejects with why it refused them. */
  edit(changes: EditRequest): Promise<SpecEdit>;
}

export interface WorkerClient {
  readonly state: WorkerClientState;
  /** Resolves when the worker is ready to work; rejects when it ends before. */
  readonly ready: Promise<void>;
  run<J extends JobName>(job: J, input: JobInput<J>, onEvent?: (event: TrainingEvent) => void): RunningJob<J>;
  /** Ends the worker; everything pending is rejected with `reason`. */
  close(reason?: CodedError): Promise<void>;
}

export interface WorkerClientOptions {
  /** A worker that gives no sign of life for so long is ended. */
  readonly silenceMs?: number;
}

interface Pending {
  readonly job: JobName | 'edit';
  readonly onEvent: ((event: TrainingEvent) => void) | undefined;
  resolve(output: unknown): void;
  reject(error: CodedError): void;
}

/** Long, since one step of a large model and the reading of a large file hold the worker's event loop up. */
const defaultSilenceMs = 300_000;
const checksPerSilence = 10;

/** Talks to one worker thread. The thread comes from a factory: this file knows of no bundler and no path. */
export function createWorkerClient(factory: WorkerFactory, options: WorkerClientOptions = {}): WorkerClient {
  const silenceMs = options.silenceMs ?? defaultSilenceMs;
  const pending = new Map<number, Pending>();
  const opened = Promise.withResolvers<undefined>();
  // Nobody has to wait for `ready`; a rejection that nobody waits for is no fault.
  opened.promise.catch(() => undefined);
  let state: WorkerClientState = 'starting';
  let endedBy: CodedError | null = null;
  let nextId = 1;
  let silentChecks = 0;
  const thread = factory();

  // Counting checks instead of looking at a clock: a machine that slept wakes with one check due, not with all.
  const watch = setInterval(() => {
    silentChecks++;
    if (silentChecks > checksPerSilence) {
      const seconds = Math.round(silenceMs / 1000);
      end('failed', new CodedError('worker_died', say('task.silent', { seconds })));
      void thread.terminate();
    }
  }, silenceMs / checksPerSilence);
  watch.unref();

  const end = (how: 'closed' | 'failed', reason: CodedError): void => {
    if (endedBy !== null) return;
    state = how;
    endedBy = reason;
    clearInterval(watch);
    opened.reject(reason);
    const waiting = [...pending.values()];
    pending.clear();
    for (const { reject } of waiting) reject(reason);
  };

  thread.onEnd((reason) => end('failed', reason));
  thread.onReply((reply) => {
    silentChecks = 0;
    if (endedBy !== null) return;
    if (reply.type === 'heartbeat') return;
    if (reply.type === 'ready') {
      state = 'ready';
      opened.resolve(undefined);
      return;
    }
    const asked = pending.get(reply.id);
    if (asked === undefined) return;
    if (reply.type === 'event') {
      asked.onEvent?.(reply.event);
      return;
    }
    pending.delete(reply.id);
    if (reply.type === 'error') asked.reject(fromErrorPayload(reply.error));
    else if (reply.job === asked.job) asked.resolve(reply.output);
    else asked.reject(new CodedError('internal', `The worker answered "${reply.job}" to "${asked.job}".`));
  });

  const ask = (of: number, changes: EditRequest): Promise<SpecEdit> => {
    if (endedBy !== null) return Promise.reject(endedBy);
    const id = nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<SpecEdit>();
    // As above: the answer is that of an edit.
    pending.set(id, {
      job: 'edit',
      onEvent: undefined,
      resolve: (output) => resolve(output as SpecEdit),
      reject,
    });
    thread.post({ type: 'edit', id, of, changes });
    return promise;
  };

  return {
    get state() {
      return state;
    },
    ready: opened.promise,
    run: <J extends JobName>(job: J, input: JobInput<J>, onEvent?: (event: TrainingEvent) => void) => {
      const id = nextId++;
      const { promise, resolve, reject } = Promise.withResolvers<JobOutput<J>>();
      if (endedBy !== null) {
        reject(endedBy);
        const ended = endedBy;
        return { result: promise, control: () => undefined, edit: () => Promise.reject(ended) };
      }
      pending.set(id, {
        job,
        onEvent,
        // That the answer's job is the question's is checked above; its output then has that job's type.
        resolve: (output) => resolve(output as JobOutput<J>),
        reject,
      });
      // One request per job, which TypeScript cannot see through the type parameter.
      thread.post({ type: 'job', id, job, input } as WorkerRequest);
      return {
        result: promise,
        control: (wanted) => {
          if (endedBy === null) thread.post({ type: 'control', id, state: wanted });
        },
        edit: (changes) => ask(id, changes),
      };
    },
    close: async (reason = new CodedError('cancelled', 'The worker was closed.')) => {
      end('closed', reason);
      await thread.terminate();
    },
  };
}
