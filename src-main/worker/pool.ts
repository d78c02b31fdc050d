import { CodedError } from '#contract/errors.ts';
import type { CancelSignal } from '#contract/client.ts';
import type { WorkerClient } from './client.ts';
import type { JobInput, JobName, JobOutput } from './protocol.ts';

type ShortJob = Exclude<JobName, 'train' | 'advise' | 'probe' | 'verify'>;

/** One warm worker for what a form asks: describe, propose, plan, predict, export. One job at a time, in order. */
export interface Pool {
  /** An aborted signal rejects with `cancelled`; a job that runs on for longer than the grace ends with its worker. */
  run<J extends ShortJob>(job: J, input: JobInput<J>, signal?: CancelSignal): Promise<JobOutput<J>>;
  /** Starts the worker before it is asked for, so that the first answer is quick too. */
  warm(): void;
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly openWorker: () => WorkerClient;
  /** How long a cancelled job may hold the others up. */
  readonly cancelGraceMs?: number;
}

const defaultCancelGraceMs = 3000;

export function createPool({ openWorker, cancelGraceMs = defaultCancelGraceMs }: PoolOptions): Pool {
  let worker: WorkerClient | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  const living = (): WorkerClient => {
    if (closed) throw cancelled('Descent is closing.');
    if (worker === null || worker.state === 'failed' || worker.state === 'closed') worker = openWorker();
    return worker;
  };

  const perform = async <J extends ShortJob>(
    job: J,
    input: JobInput<J>,
    signal: CancelSignal | undefined,
  ): Promise<JobOutput<J>> => {
    if (signal?.aborted === true) throw cancelled(`The call (${job}) was cancelled.`);
    const used = living();
    let grace: NodeJS.Timeout | undefined;
    const abandon = (): void => {
      grace = setTimeout(() => void used.close(cancelled(`The call (${job}) was cancelled.`)), cancelGraceMs);
    };
    signal?.addEventListener('abort', abandon, { once: true });
    try {
      return await used.run(job, input).result;
    } finally {
      clearTimeout(grace);
      signal?.removeEventListener('abort', abandon);
    }
  };

  return {
    run: (job, input, signal) => {
      const turn = last.then(() => perform(job, input, signal));
      last = turn.catch(() => undefined);
      if (signal === undefined) return turn;
      // The caller hears of the cancelling at once; the job itself ends in its own time.
      return new Promise((resolve, reject) => {
        const abort = (): void => reject(cancelled(`The call (${job}) was cancelled.`));
        if (signal.aborted) abort();
        signal.addEventListener('abort', abort, { once: true });
        turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
      });
    },
    warm: () => void living(),
    close: async () => {
      closed = true;
      await worker?.close(cancelled('Descent is closing.'));
    },
  };
}

function cancelled(message: string): CodedError {
  return new CodedError('cancelled', message);
}
