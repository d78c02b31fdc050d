import { CodedError } from '#contract/errors.ts';
import type { CancelSignal } from '#contract/client.ts';
import type { WorkerClient } from './client.ts';
import type { JobInput, JobName, JobOutput } from './protocol.ts';

/** Long jobs of a user who waits for the answer, each in a worker of its own, which ends with it. */
export interface LoneJobs {
  /** An aborted signal rejects with `cancelled` and ends the worker. */
  run<J extends JobName>(job: J, input: JobInput<J>, signal: CancelSignal | undefined): Promise<JobOutput<J>>;
  /** Ends all of them. */
  close(): Promise<void>;
}

export function createLoneJobs(openWorker: () => WorkerClient): LoneJobs {
  const workers = new Set<WorkerClient>();
  return {
    run: async (job, input, signal) => {
      if (signal?.aborted === true) throw cancelled(job);
      const worker = openWorker();
      workers.add(worker);
      const abort = (): void => void worker.close(cancelled(job));
      signal?.addEventListener('abort', abort, { once: true });
      try {
        return await worker.run(job, input).result;
      } finally {
        signal?.removeEventListener('abort', abort);
        workers.delete(worker);
        await worker.close();
      }
    },
    close: async () => {
      await Promise.all([...workers].map((worker) => worker.close(cancelled('Descent is closing'))));
    },
  };
}

function cancelled(what: string): CodedError {
  return new CodedError('cancelled', `It was cancelled (${what}).`);
}
