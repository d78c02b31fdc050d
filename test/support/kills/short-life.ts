/**
 * `node test/support/kills/short-life.ts DATA`: a training with checkpoints that is paused, edited, whose edit is taken
 * back, that is edited again and branched from, and comes to its end. Says on a line of its own what was acknowledged.
 * It is there to be killed at one of its system calls.
 */
import { openTestCore } from '../core.ts';
import type { Acknowledgement } from './kill-at-syscalls.ts';
import { shortLife } from './short-life-spec.ts';

const test = openTestCore(process.argv[2] ?? '');
const say = (what: Acknowledgement): void => void process.stdout.write(`${JSON.stringify(what)}\n`);
const edit = async (learningRate: number): Promise<void> => {
  const { step } = await test.client.call('runs.edit', {
    run,
    changes: { 'optimizer.learningRate': learningRate },
  });
  say({ kind: 'edit', step });
};

const run = await test.start(shortLife);
say({ kind: 'run', run });
await test.committed(run, 10);
await test.client.call('runs.pause', { run });
await edit(0.02);
await test.client.call('runs.undoEdit', { run });
say({ kind: 'undone' });
await edit(0.005);
const { checkpoints } = await test.show(run);
const step = checkpoints.at(-1)?.step ?? 0;
const branch = await test.client.call('runs.branch', { run, step, changes: { steps: step + 20 } });
say({ kind: 'branch', run: branch.run, step });
await test.client.call('runs.resume', { run });
const { weightsSha256 } = await test.ended(run);
say({ kind: 'ended', weightsSha256 });
await test.ended(branch.run);
await test.close();
