import { parentPort } from 'node:worker_threads';
import type { WorkerRequest } from '../../src-main/worker/protocol.ts';

/** The real worker, but it dies as soon as it is asked for advice. */
parentPort?.on('message', (request: WorkerRequest) => {
  if (request.type === 'job' && request.job === 'advise') process.exit(3);
});
await import('../../src-main/worker/entry.ts');
