/** `node first-step.ts SHAPE`: milliseconds from asking for a worker to the loss of its training's first step. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createWorkerClient } from '../../../src-main/worker/client.ts';
import { spawnWorker } from '../../../src-main/worker/spawn.ts';
import { resourcesDirectory } from '../../support/dataset-files.ts';
import { sampleSpec } from '../../support/training.ts';

// Compiled code is kept from one start to the next, as the app does; see src-main/suitable-node.mjs.
process.env['NODE_COMPILE_CACHE'] ??= resolve(import.meta.dirname, '../../../node_modules/.cache/descent');
const [name = 'digits-mlp'] = process.argv.slice(2);
const spec = { ...sampleSpec(name), engine: 'embedded' as const, steps: 1 };
delete spec.epochs;
const url = pathToFileURL(resolve(import.meta.dirname, '../../../src-main/worker/entry.ts'));
const nowhere = { datasetsDirectory: '/nowhere', enginesDirectory: '/nowhere' };
const started = performance.now();
const worker = createWorkerClient(() => spawnWorker({ url, workerData: { resourcesDirectory, ...nowhere } }));
let first = Number.NaN;
const job = worker.run('train', { spec }, (event) => {
  if (event.kind === 'points' && Number.isNaN(first)) first = performance.now() - started;
});
await job.result;
await worker.close();
process.stdout.write(JSON.stringify({ milliseconds: first }));
process.exit(0);
