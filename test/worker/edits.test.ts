import { availableParallelism } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunDetail } from '#contract/run.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { openTestCore, type TestCore } from '../support/core.ts';
import { temporaryDirectory } from '../support/serve-process.ts';

const iris: TrainingSpecInput = {
  name: 'edited',
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [8], dropout: 0.1 },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  batchSize: 20,
  evaluateEverySteps: 100,
  // More than can be done while a test looks.
  steps: 10_000_000,
};

let folder: ReturnType<typeof temporaryDirectory>;
let test: TestCore;

beforeEach(() => {
  folder = temporaryDirectory();
  test = openTestCore(folder.path);
});
afterEach(async () => {
  await test.close();
  folder.remove();
});

const edit = (run: number, changes: Record<string, unknown>) =>
  test.client.call('runs.edit', { run, changes });
const undo = (run: number, place?: number) =>
  test.client.call('runs.undoEdit', { run, ...(place === undefined ? {} : { edit: place }) });
const resume = (run: number) => test.client.call('runs.resume', { run });

/** Pauses a run once it has trained some more; gives the step that it waits at. */
async function pausedLater(run: number): Promise<number> {
  const { metrics } = await test.until(run, 'running');
  const before = Object.values(metrics).reduce((sum, { count }) => sum + count, 0);
  await test.committed(run, before + 10);
  await test.client.call('runs.pause', { run });
  return pausedStep(run);
}

/** The step at which a paused run waits: its checkpoint there is written when it does. */
async function pausedStep(run: number): Promise<number> {
  const paused = (events: readonly { kind: string }[]) => events.at(-1)?.kind === 'paused';
  for (;;) {
    const events = await test.client.call('runs.events', { run });
    if (paused(events)) return events.at(-1)?.step ?? -1;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const lastPoint = async (run: number): Promise<number> => {
  const { steps } = await test.client.call('runs.points', { run, key: 'batch/loss' });
  return steps.at(-1) ?? 0;
};

const kinds = async (run: number): Promise<readonly string[]> =>
  (await test.client.call('runs.events', { run })).map(({ kind }) => kind);

describe('settings of a run that trains', () => {
  it('change from its next step on, with the state before kept, and both are told', async () => {
    const run = await test.start(iris);
    const step = await pausedLater(run);
    expect(await edit(run, { 'optimizer.learningRate': 0.002, batchSize: 30 })).toMatchObject({
      step,
      cause: 'user',
      changes: [
        { path: 'optimizer.learningRate', before: 0.01, after: 0.002 },
        { path: 'batchSize', before: 20, after: 30 },
      ],
    });
    const { state, edits, checkpoints, spec } = await test.show(run);
    expect(state).toBe('paused');
    expect(edits).toHaveLength(1);
    expect(spec.batchSize).toBe(20);
    expect(checkpoints.find((kept) => kept.step === step)?.reasons).toContain('edit');
    const told = (await test.client.call('runs.events', { run })).find(({ kind }) => kind === 'edited');
    expect(told).toMatchObject({ step, said: { code: 'run.edited' }, data: { cause: 'user' } });
    await resume(run);
    await edit(run, { 'optimizer.weightDecay': 0.01 });
    expect((await test.show(run)).edits).toHaveLength(2);
  });

  it('are checked before they are taken, and refused by name', async () => {
    const run = await test.start(iris);
    await pausedLater(run);
    const check = (changes: Record<string, unknown>) => test.client.call('runs.checkEdit', { run, changes });
    expect(await check({ 'optimizer.learningRate': 0.1 })).toMatchObject({
      issues: [],
      plan: { totalSteps: 10_000_000 },
    });
    expect(await check({ 'optimizer.learningRate': -1 })).toMatchObject({
      plan: null,
      issues: [{ path: 'optimizer.learningRate' }],
    });
    expect(await check({ batchSize: 100_000 })).toMatchObject({
      plan: null,
      issues: [{ path: 'batchSize' }],
    });
    for (const [changes, message] of [
      [{ learningRate: 0.1 }, /did you mean optimizer\.learningRate/],
      [{ seed: 3 }, /seed cannot be changed while a run trains/],
      [{ batchSize: 100_000 }, /batch size 100000 is larger/],
      [{ batchSize: 20 }, /Nothing would change/],
      [{ steps: 1 }, /step/],
    ] as const) {
      await expect(edit(run, changes)).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringMatching(message) as string,
      });
    }
    expect((await test.show(run)).edits).toEqual([]);
    await test.client.call('runs.stop', { run });
    await test.ended(run);
    await expect(edit(run, { batchSize: 30 })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('has no next step') as string,
    });
  });

  it('are repeated at the same steps by verify, by a re-run, and after a restart, to the same bits', async () => {
    const run = await test.start(iris);
    const first = await pausedLater(run);
    await edit(run, { 'optimizer.learningRate': 0.002 });
    await resume(run);
    const second = await pausedLater(run);
    await edit(run, { batchSize: 30 });
    await test.close();
    test = openTestCore(folder.path);
    expect((await test.show(run)).edits.map(({ step }) => step)).toEqual([first, second]);
    await resume(run);
    const third = await pausedLater(run);
    await edit(run, { steps: third + 150 });
    await resume(run);
    const original = await test.ended(run);
    expect(original).toMatchObject({ state: 'complete' });
    expect(await lastPoint(run)).toBe(third + 150);

    expect(await test.client.call('runs.verify', { run, from: 0, steps: second + 20 })).toMatchObject({
      outcome: 'exact',
      toStep: second + 20,
    });
    const again = (await test.client.call('runs.rerun', { run })).run;
    const repeated = await test.ended(again);
    expect(repeated.results['rerun']).toMatchObject({ run, exact: true });
    expect(repeated).toMatchObject({ state: 'complete', weightsSha256: original.weightsSha256 });
    expect(repeated.edits.map(({ step }) => step)).toEqual([first, second, third]);
  }, 60_000);
});

describe('a change that is taken back', () => {
  it('leaves the run as if it had never been made', async () => {
    const steps = 30_000;
    const undisturbed = await test.ended(await test.start({ ...iris, steps }));
    const run = await test.start({ ...iris, steps });
    const step = await pausedLater(run);
    await edit(run, { 'optimizer.learningRate': 0.3 });
    await resume(run);
    const reached = await pausedLater(run);
    const undone = await undo(run);
    expect(undone).toMatchObject({ step, lostSteps: reached - step, edits: [{ step }] });
    const back: RunDetail = await test.show(run);
    expect(back.edits).toEqual([]);
    expect(back.checkpoints.every((kept) => kept.step <= step)).toBe(true);
    expect(await lastPoint(run)).toBe(step);
    expect(await kinds(run)).toContain('undone');
    expect(await kinds(run)).not.toContain('edited');
    // What was paused waits in the state from before.
    await test.until(run, 'paused');
    await resume(run);
    const ended = await test.ended(run);
    expect(ended).toMatchObject({ state: 'complete', weightsSha256: undisturbed.weightsSha256 });
  }, 60_000);

  it('goes with those after it, those before it stay, and nobody sees an end in between', async () => {
    const run = await test.start(iris);
    const first = await pausedLater(run);
    await edit(run, { 'optimizer.learningRate': 0.02 });
    await edit(run, { 'optimizer.learningRate': 0.03 });
    await resume(run);
    await pausedLater(run);
    await edit(run, { batchSize: 40 });
    await resume(run);
    const states: string[] = [];
    const stopListening = test.client.subscribe(`run:${run}`, (event) => {
      if ('state' in event) states.push(event.state);
    });
    expect((await undo(run, 1)).edits).toHaveLength(2);
    await pausedLater(run);
    stopListening();
    expect((await test.show(run)).edits).toMatchObject([
      { step: first, spec: { optimizer: { learningRate: 0.02 } } },
    ]);
    expect((await kinds(run)).filter((kind) => kind === 'edited')).toHaveLength(1);
    expect(states).not.toContain('stopped');
  }, 60_000);

  it('leaves a paused run paused, whether or not there is a core for it', async () => {
    const run = await test.start(iris);
    const step = await pausedLater(run);
    await edit(run, { 'optimizer.learningRate': 0.3 });
    const others: number[] = [];
    for (let core = 0; core < availableParallelism(); core++) others.push(await test.start(iris));
    for (const other of others) await test.until(other, 'running');
    expect(await undo(run)).toMatchObject({ step });
    expect((await test.show(run)).state).toBe('paused');
    // It takes changes as before, and goes on only when it is told to.
    expect(await edit(run, { batchSize: 40 })).toMatchObject({ step });
    for (const other of others) {
      await test.client.call('runs.stop', { run: other });
      await test.ended(other);
    }
    expect((await test.show(run)).state).toBe('paused');
    expect(await lastPoint(run)).toBe(step);
    await resume(run);
    await test.committed(run, step * 2);
  }, 60_000);

  it('is taken back of a stopped run without starting it', async () => {
    const run = await test.start(iris);
    const step = await pausedLater(run);
    await edit(run, { batchSize: 40 });
    await resume(run);
    await pausedLater(run);
    await test.client.call('runs.stop', { run });
    await test.ended(run);
    expect(await undo(run)).toMatchObject({ step });
    expect(await test.show(run)).toMatchObject({ state: 'stopped', edits: [] });
    expect(await lastPoint(run)).toBe(step);
  });

  it('is alone with its run: what is asked meanwhile is refused, and nothing waits for ever', async () => {
    const run = await test.start(iris);
    const first = await pausedLater(run);
    await edit(run, { batchSize: 40 });
    await resume(run);
    const second = await pausedLater(run);
    await edit(run, { 'optimizer.learningRate': 0.02 });
    await resume(run);
    const answers = await Promise.allSettled([
      undo(run),
      undo(run),
      edit(run, { batchSize: 50 }),
      test.client.call('runs.branch', { run, step: second, changes: { steps: second + 5 } }),
    ]);
    expect(answers[0]).toMatchObject({ status: 'fulfilled', value: { step: second } });
    const refused = {
      status: 'rejected',
      reason: { code: 'conflict', message: expect.stringContaining('being taken back') as string },
    };
    expect(answers[1]).toMatchObject(refused);
    expect(answers[2]).toMatchObject(refused);
    // It reads and plans first: by then the run may have gone back, to the very checkpoint that is branched from.
    if (answers[3].status === 'rejected') expect(answers[3]).toMatchObject(refused);
    else expect((await test.show(run)).checkpoints.map(({ step }) => step)).toContain(second);
    await pausedLater(run);
    expect((await test.show(run)).edits).toMatchObject([{ step: first }]);
    expect(await undo(run)).toMatchObject({ step: first });
  });

  it('is resumed only once it has gone back, where it had stopped', async () => {
    const run = await test.start(iris);
    const step = await pausedLater(run);
    await edit(run, { batchSize: 40 });
    await resume(run);
    await pausedLater(run);
    await test.client.call('runs.stop', { run });
    await test.ended(run);
    const [undone, resumed] = await Promise.allSettled([undo(run), resume(run)]);
    expect(undone).toMatchObject({ status: 'fulfilled', value: { step } });
    expect(resumed).toMatchObject({ status: 'rejected', reason: { code: 'conflict' } });
    expect(await lastPoint(run)).toBe(step);
  });

  it('is refused where there is none, where a branch shares what came after it, and after the end', async () => {
    const run = await test.start(iris);
    await pausedLater(run);
    await expect(undo(run)).rejects.toMatchObject({ code: 'not_found' });
    await edit(run, { batchSize: 40 });
    await resume(run);
    const step = await pausedLater(run);
    await expect(undo(run, 4)).rejects.toMatchObject({ code: 'not_found' });
    await edit(run, { steps: step + 10 });
    const branched = { run, step, changes: { steps: step + 5 } };
    const child = (await test.client.call('runs.branch', branched)).run;
    await test.ended(child);
    await expect(undo(run, 0)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`Run ${child} branched`) as string,
    });
    await resume(run);
    await test.ended(run);
    await expect(undo(run)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`checkpoint after step ${step}`) as string,
    });
  });
});

describe('a run that is to stop later', () => {
  it('stops after the step that it was started with, and goes on when resumed', async () => {
    const started = await test.client.call('runs.start', {
      spec: { ...iris, steps: 40 },
      stopAt: 25,
    });
    const stopped = await test.ended(started.run);
    expect(stopped).toMatchObject({
      state: 'stopped',
      results: { end: { step: 25, reason: { kind: 'stopAt' } } },
    });
    await expect(test.client.call('runs.resume', { run: started.run, stopAt: 25 })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('goes on from step 25') as string,
    });
    await resume(started.run);
    const { weightsSha256 } = await test.ended(started.run);
    const whole = await test.ended(await test.start({ ...iris, steps: 40 }));
    expect(weightsSha256).toBe(whole.weightsSha256);
  });

  it('stops after its epoch where that is asked for', async () => {
    const run = await test.start(iris);
    await test.committed(run, 10);
    await test.client.call('runs.stop', { run, afterEpoch: true });
    const { state, results } = await test.ended(run);
    expect(state).toBe('stopped');
    expect(results['end']).toMatchObject({ reason: { kind: 'epoch' } });
    // 120 rows in batches of 20.
    expect((await lastPoint(run)) % 6).toBe(0);
  });

  it('stops after its epoch once it goes on, where it was paused when asked, also after going back', async () => {
    // Epochs that are long enough to be paused in the middle of one.
    const run = await test.start({ ...iris, batchSize: 1 });
    await pausedLater(run);
    await test.client.call('runs.stop', { run, afterEpoch: true });
    expect((await test.show(run)).state).toBe('paused');
    const { step } = await edit(run, { 'optimizer.learningRate': 0.02 });
    await undo(run);
    await pausedStep(run);
    expect(await lastPoint(run)).toBe(step);
    await resume(run);
    const { state, results } = await test.ended(run);
    expect(state).toBe('stopped');
    expect(results['end']).toMatchObject({ reason: { kind: 'epoch' } });
    expect(await lastPoint(run)).toBe((Math.floor(step / 120) + 1) * 120);
  });

  it('stops after its first epoch where that is asked for while it still waits', async () => {
    const others: number[] = [];
    for (let core = 0; core < availableParallelism(); core++) others.push(await test.start(iris));
    const run = await test.start(iris);
    expect((await test.show(run)).state).toBe('waiting');
    await test.client.call('runs.stop', { run, afterEpoch: true });
    for (const other of others) await test.client.call('runs.stop', { run: other });
    expect(await test.ended(run)).toMatchObject({
      state: 'stopped',
      results: { end: { step: 6, reason: { kind: 'epoch' } } },
    });
  });
});
