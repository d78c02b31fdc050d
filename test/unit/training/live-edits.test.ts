import { describe, expect, it } from 'vitest';
import { editedSpec, type EditRequest, type SpecEdit } from '#contract/live-edit.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { decodeCheckpoint } from '../../../src-main/engine/training/checkpoint.ts';
import { train } from '../../../src-main/engine/training/train.ts';
import type { TrainingControl, TrainingOptions } from '../../../src-main/engine/training/training-options.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { countingClock, spec } from '../../support/training.ts';

const iris: TrainingSpecInput = {
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [8], dropout: 0.2 },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  earlyStopping: { patience: 50 },
  steps: 40,
  batchSize: 14,
};

/** Trains with wishes made when a step is told of. */
async function trained(
  document: TrainingSpecInput,
  wishes: Readonly<Record<number, EditRequest>> = {},
  more: Partial<TrainingOptions> = {},
) {
  const waiting: EditRequest[] = [];
  const taken: SpecEdit[] = [];
  const refused: unknown[] = [];
  const control: TrainingControl = {
    state: 'run',
    resumed: () => Promise.resolve(),
    takeWish: () => {
      const changes = waiting.shift();
      return changes === undefined
        ? null
        : {
            apply: (current) => editedSpec(current, changes),
            taken: (edit) => void taken.push(edit),
            refused: (error) => void refused.push(error),
          };
    },
  };
  const events: TrainingEvent[] = [];
  const options = { files: sampleFiles, control, clock: countingClock(100), ...more };
  for await (const event of train(spec(document), options)) {
    events.push(event);
    if (event.kind === 'progress') {
      const wish = wishes[event.progress.step];
      if (wish !== undefined) waiting.push(wish);
    }
  }
  const end = events.at(-1);
  return { events, taken, refused, end };
}

/** Steps and values of the curve of the learning rate. */
function rates(events: readonly TrainingEvent[]): readonly (readonly [number, number | undefined])[] {
  return events
    .flatMap((event) => (event.kind === 'points' ? event.series : []))
    .filter(({ key }) => key === 'learningRate')
    .flatMap(({ steps, values }) => Array.from(steps, (step, index) => [step, values[index]] as const));
}

const changes: Readonly<Record<string, EditRequest>> = {
  'the learning rate': { 'optimizer.learningRate': 0.002 },
  'the batch size': { batchSize: 20 },
  'clipping and weight decay': { 'optimizer.clipNorm': 0.5, 'optimizer.weightDecay': 0.01 },
  'the length': { steps: 30 },
  'early stopping': { earlyStopping: { patience: 2, minChange: 10 } },
};

describe('settings that change while a model trains', () => {
  it.each(Object.keys(changes))('give the same bits again: %s', async (name) => {
    const first = await trained(iris, { 12: changes[name] ?? {} });
    expect(first.refused).toEqual([]);
    expect(first.taken).toMatchObject([{ step: 12, cause: 'user' }]);
    const again = await trained(iris, {}, { edits: first.taken });
    expect(again.end).toEqual(first.end);
    const kept = first.events.find((event) => event.kind === 'checkpoint' && event.reasons.includes('edit'));
    if (kept?.kind !== 'checkpoint') throw new Error('no checkpoint before the edit');
    expect(kept.step).toBe(12);
    const resumed = await trained(iris, {}, { edits: first.taken, checkpoint: kept.bytes.slice() });
    expect(resumed.end).toEqual(first.end);
    const without = await trained(iris);
    expect(without.end).not.toEqual(first.end);
  });

  it('are on the curve of the learning rate from their first step on', async () => {
    const { events, taken } = await trained(iris, { 12: { 'optimizer.learningRate': 0.002 } });
    expect(rates(events)).toEqual([
      [1, 0.01],
      [13, 0.002],
      [40, 0.002],
    ]);
    const kept = events.find((event) => event.kind === 'checkpoint' && event.reasons.includes('edit'));
    if (kept?.kind !== 'checkpoint') throw new Error('no checkpoint before the edit');
    const branch = { ...iris, optimizer: { kind: 'adam', learningRate: 0.03 } } as const;
    const branched = await trained(branch, {}, { checkpoint: kept.bytes.slice(), branches: true });
    expect(rates(branched.events)[0]).toEqual([13, 0.03]);
    const resumed = await trained(iris, {}, { edits: taken, checkpoint: kept.bytes.slice() });
    expect(rates(resumed.events)).toEqual(rates(events).slice(1));
  });

  it('are refused by name where they do not fit, and the training goes on as it was', async () => {
    const { refused, taken, end } = await trained(iris, { 12: { batchSize: 100_000 }, 14: { steps: 5 } });
    expect(taken).toEqual([]);
    expect(refused).toMatchObject([{ code: 'invalid_input' }, { code: 'invalid_input' }]);
    expect(end).toEqual((await trained(iris)).end);
  });

  it('are only those that may change on the way', () => {
    expect(() => editedSpec(spec(iris), { seed: 3 })).toThrow(/seed cannot be changed while a run trains/);
    expect(() => editedSpec(spec(iris), { 'optimizer.learningRate': 0.01 })).toThrow(/Nothing would change/);
  });
});

describe('a budget', () => {
  it('ends a training in good order and says which limit was reached', async () => {
    const { events, end } = await trained({ ...iris, budget: { steps: 10 } });
    expect(end).toMatchObject({
      state: 'complete',
      step: 10,
      reason: { kind: 'budget', limit: 'steps', allowed: 10 },
    });
    expect(events.filter((event) => event.kind === 'note').map(({ name }) => name)).toContain('budget');
  });

  it('of disk ends a training before the checkpoint that would not fit, and is refused where none does', async () => {
    const steps = 4000;
    const whole = await trained({ ...iris, steps, checkpoints: { last: 2, best: 0, everySteps: 10 } });
    const bytes = Math.max(
      ...whole.events.map((event) => (event.kind === 'checkpoint' ? event.bytes.length : 0)),
    );
    const { end, events } = await trained({
      ...iris,
      steps,
      checkpoints: { last: 2, best: 0, everySteps: 10 },
      budget: { diskBytes: 3 * bytes + 1 },
    });
    expect(end).toMatchObject({ state: 'complete', reason: { limit: 'diskBytes' } });
    expect(end?.kind === 'finished' && end.step).toBeLessThan(steps);
    expect(events.filter((event) => event.kind === 'checkpoint').length).toBeGreaterThan(0);
    await expect(trained({ ...iris, budget: { diskBytes: 100 } })).rejects.toThrow(
      /budget allows 0.0000954 MB/,
    );
  });

  it('of time counts over all times that a training was resumed', async () => {
    const budget = { seconds: 2 };
    let checkpoint: Uint8Array | undefined;
    const used: number[] = [];
    for (const until of [5, 9, 40]) {
      // Every look at the stopwatch takes 50 ms, and a step has two.
      const stopwatch = countingClock(50);
      const { events, end } = await trained(
        { ...iris, budget },
        {},
        { until, stopwatch, ...(checkpoint === undefined ? {} : { checkpoint }) },
      );
      const last = events.findLast((event) => event.kind === 'checkpoint');
      if (last?.kind !== 'checkpoint' || end?.kind !== 'finished') throw new Error('no checkpoint, no end');
      checkpoint = last.bytes;
      used.push(decodeCheckpoint(last.bytes).spent?.seconds ?? 0);
      if (until === 40) expect(end).toMatchObject({ state: 'complete', reason: { limit: 'seconds' } });
    }
    const whole = await trained({ ...iris, budget }, {}, { stopwatch: countingClock(50) });
    expect(whole.end).toMatchObject({ reason: { limit: 'seconds' } });
    // Two looks a step, and some at evaluations and checkpoints; then on from there.
    const [first = 0, second = 0] = used;
    expect(first).toBeGreaterThan(0.4);
    expect(first).toBeLessThan(0.8);
    expect(second - first).toBeGreaterThan(0.3);
    expect(second - first).toBeLessThan(0.8);
    expect(used[2]).toBeGreaterThanOrEqual(2);
    expect(used[2]).toBeLessThan(2.2);
  });

  it('of time does not count what the machine slept, and is not set forward with the clock of the wall', async () => {
    const slept = { at: 12, ms: 8 * 3_600_000 };
    const awake = countingClock(50);
    let looks = 0;
    const stopwatch = () => awake() + (++looks > slept.at ? slept.ms : 0);
    const budget = { seconds: 2 };
    // By the wall it takes an hour from each look to the next.
    const wall = () => ({ clock: countingClock(3_600_000) });
    const { end } = await trained({ ...iris, budget }, {}, { stopwatch, ...wall() });
    const undisturbed = await trained({ ...iris, budget }, {}, { stopwatch: countingClock(50), ...wall() });
    if (end?.kind !== 'finished' || undisturbed.end?.kind !== 'finished') throw new Error('no end');
    expect(end).toMatchObject({ state: 'complete', reason: { limit: 'seconds' } });
    // The step in which it slept counts as the longest one before.
    expect(Math.abs(end.step - undisturbed.end.step)).toBeLessThanOrEqual(1);
    expect(end.step).toBeGreaterThan(5);
  });
});

describe('a training that diverges', () => {
  const ill: TrainingSpecInput = {
    ...iris,
    model: { kind: 'linear' },
    optimizer: { kind: 'sgd', learningRate: 1e308 },
    onNonFinite: { factor: 1e-300, attempts: 2 },
  };

  it('goes back with a lower rate where its spec lets it, and repeats bit for bit', async () => {
    const { events, end } = await trained(ill);
    expect(end).toMatchObject({ state: 'complete' });
    const edits = events.flatMap((event) => (event.kind === 'edited' ? [event.edit] : []));
    expect(edits).toMatchObject([{ cause: 'rollback' }]);
    expect((await trained(ill, {}, { edits })).end).toEqual(end);
  });

  it('fails once its attempts are used up', async () => {
    const { end } = await trained({ ...ill, onNonFinite: { factor: 0.99, attempts: 2 } });
    expect(end).toMatchObject({ state: 'failed', error: { code: 'diverged' } });
  });
});
