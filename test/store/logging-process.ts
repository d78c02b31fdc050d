/**
 * A process that logs into the folder it is given through the recorder, as fast as it can, and prints after every
 * commit `KEY COUNT` pairs of what is acknowledged so far. It goes on until it is killed.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openArtifactStore } from '../../src-main/artifact/artifact-store.ts';
import { stream } from '../../src-main/base/random.ts';
import { createRecorder } from '../../src-main/recorder/recorder.ts';
import { openStore } from '../../src-main/store/open.ts';
import { setRunState } from '../../src-main/store/tables/runs.ts';
import { logged } from './logged-points.ts';

const [folder = '', runArgument = '0', seed = '0'] = process.argv.slice(2);
const run = Number(runArgument);
const store = openStore({ path: join(folder, 'descent.db') });
const random = stream(Number(seed), 'logging');
const recorded = new Map<string, number>();
const recorder = createRecorder({
  db: store.db,
  artifacts: openArtifactStore(join(folder, 'artifacts')),
  machine: { descent: '0', node: '0', os: '', cpu: '', cores: 1, memoryBytes: 1 },
  clock: Date.now,
  flushEveryMs: 3,
  // All that was recorded is committed at once.
  onCommitted: () => writeSync(1, `${[...recorded].flat().join(' ')}\n`),
  onTrouble: (error) => {
    throw error ?? new Error('no trouble');
  },
});
setRunState(store.db, run, 'running', { now: Date.now() });

const log = (): void => {
  for (const key of ['train/loss', 'val/loss', 'val/accuracy']) {
    const first = recorded.get(key) ?? 0;
    const count = random.integer(400);
    recorder.record(run, { kind: 'points', series: [logged(key, first, count)] });
    recorded.set(key, first + count);
  }
  if (random.uniform() < 0.02) {
    const step = recorded.get('train/loss') ?? 0;
    recorder.record(run, {
      kind: 'checkpoint',
      step,
      epoch: 0,
      bytes: Buffer.alloc(20_000, step % 251),
      reasons: ['last'],
    });
  }
  setImmediate(log);
};
log();
