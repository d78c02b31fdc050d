/**
 * Trains samples one after the other, each in a worker of its own, and prints what this process held after the
 * hundredth step and at the end, as a line of JSON for each. A process of its own, since memory is counted by process.
 *
 * node test/support/growth.ts STEPS SAMPLE… ("small-poems" is tang-poems with a model of few weights)
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createWorkerClient } from '../../src-main/worker/client.ts';
import { spawnWorker } from '../../src-main/worker/spawn.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { resourcesDirectory } from './dataset-files.ts';
import { forSteps, spec as parsed } from './training.ts';

export interface Growth {
  readonly sample: string;
  readonly steps: number;
  readonly state: string;
  /** Resident memory of the process. */
  readonly earlyBytes: number;
  readonly mostBytes: number;
  readonly lateBytes: number;
}

const url = pathToFileURL(resolve(import.meta.dirname, '../../src-main/worker/entry.ts'));
const workerData = { resourcesDirectory, datasetsDirectory: '/nowhere', enginesDirectory: '/nowhere' };

function specOf(sample: string, steps: number): TrainingSpec {
  const base = forSteps(sample === 'small-poems' ? 'tang-poems' : sample, steps);
  // Evaluated now and then, as trainings are; the whole poems at every fiftieth step would take most of the time.
  const document = { ...base, engine: 'embedded' as const, evaluateEverySteps: Math.ceil(steps / 10) };
  delete document.earlyStopping;
  if (sample !== 'small-poems') return document;
  return parsed({
    ...document,
    preprocessing: [{ step: 'characters', minCount: 40 }],
    model: { kind: 'transformer', contextLength: 12, layers: 1, heads: 2, width: 16, dropout: 0.1 },
    batchSize: 4,
  });
}

async function growthOf(sample: string, steps: number): Promise<Growth> {
  const client = createWorkerClient(() => spawnWorker({ url, workerData }));
  let [early, most, state] = [0, 0, ''];
  let late = 0;
  const { result } = client.run('train', { spec: specOf(sample, steps) }, (event) => {
    if (event.kind === 'finished') ({ state } = event);
    if (event.kind !== 'progress' || event.progress.step < 100) return;
    late = process.memoryUsage.rss();
    early ||= late;
    most = Math.max(most, late);
  });
  await result;
  await client.close();
  return { sample, steps, state, earlyBytes: early, mostBytes: most, lateBytes: late };
}

const [steps = '1000', ...samples] = process.argv.slice(2);
for (const sample of samples) console.log(JSON.stringify(await growthOf(sample, Number(steps))));
