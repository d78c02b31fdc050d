import { Worker } from 'node:worker_threads';
import { CodedError } from '#contract/errors.ts';
import type { WorkerThread } from './client.ts';
import { keepNativeModules } from './keeper.ts';
import type { WorkerData, WorkerReply } from './protocol.ts';
import { keepWasmCode } from './wasm-code.ts';
import { heapLimits } from './worker-heap.ts';

export interface SpawnOptions {
  /** The worker's entry; it comes from the composition root, since bundlers move it. */
  readonly url: URL;
  readonly workerData: WorkerData;
  /** Limit of the JavaScript heap; arrays of numbers and WASM memory do not count to it. */
  readonly heapLimitMb?: number;
}

/** Starts a thread of Node's. Its death is put into words: out of memory, an exception, or an exit of its own. */
export function spawnWorker({ url, workerData, heapLimitMb }: SpawnOptions): WorkerThread {
  keepNativeModules(workerData.enginesDirectory);
  keepWasmCode();
  const worker = new Worker(url, {
    workerData,
    name: 'descent-worker',
    resourceLimits: heapLimits(heapLimitMb),
  });
  let thrown: unknown = null;
  worker.on('error', (error) => {
    thrown = error;
  });
  return {
    post: (request) => worker.postMessage(request),
    onReply: (listener) => void worker.on('message', (reply: WorkerReply) => listener(reply)),
    onEnd: (listener) =>
      void worker.once('exit', (code) => listener(causeOfDeath(thrown, code, heapLimitMb))),
    terminate: async () => {
      await worker.terminate();
    },
  };
}

function causeOfDeath(thrown: unknown, exitCode: number, heapLimitMb: number | undefined): CodedError {
  if (thrown === null) {
    return new CodedError('worker_died', `The worker ended by itself with exit code ${exitCode}.`);
  }
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const limit = heapLimitMb === undefined ? '' : ` (its limit was ${heapLimitMb} MB)`;
    return new CodedError(
      'out_of_memory',
      `The training ran out of memory${limit}. Try a smaller batch, a smaller model or less data.`,
      undefined,
      thrown,
    );
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CodedError('worker_died', `The worker ended by an exception: ${message}`, undefined, thrown);
}
