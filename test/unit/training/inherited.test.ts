import { beforeAll, describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import type { TrainingSpec, TrainingSpecInput } from '#contract/training.ts';
import {
  decodeCheckpoint,
  layersOfCheckpoint,
  servedArrays,
} from '../../../src-main/engine/training/checkpoint.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { prepareTraining } from '../../../src-main/engine/training/prepare.ts';
import { openSession } from '../../../src-main/engine/training/session.ts';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { runTraining, spec, type Outcome } from '../../support/training.ts';
import { messagesOf } from '../../support/messages-of.ts';

function iris(changed: Partial<TrainingSpecInput> = {}): TrainingSpec {
  return spec({
    dataset: { source: { kind: 'sample', name: 'iris.csv' } },
    preprocessing: [{ step: 'standardise' }],
    model: { kind: 'mlp', hidden: [8, 6], norm: 'batch' },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'adam', learningRate: 0.02 },
    epochs: 4,
    ...changed,
  });
}

const from = (layers?: string[]): Partial<TrainingSpecInput> => ({
  initializer: { kind: 'run', run: 12, ...(layers === undefined ? {} : { layers }) },
});
const arraysOf = (checkpoint: Uint8Array | null) =>
  new Map(decodeCheckpoint(checkpoint ?? new Uint8Array()).arrays.map(({ name, values }) => [name, values]));

/** The weights and states that a training begins with. */
async function begun(document: TrainingSpec, initial: Uint8Array | null) {
  const prepared = await prepareTraining(document, sampleFiles, null, initial);
  const session = openSession(document, prepared, null);
  try {
    return new Map(session.save().map(({ name, values }) => [name, Float32Array.from(values)]));
  } finally {
    session.dispose();
  }
}

let parent: Outcome;
let checkpoint: Uint8Array;

describe('a training that begins with the weights of another run', () => {
  beforeAll(async () => {
    await openEngine('embedded');
    parent = await runTraining(iris({ averaging: { kind: 'ema', decay: 0.9 } }));
    checkpoint = parent.checkpoint ?? new Uint8Array();
  });

  it('begins with those that the other predicts with, and with the states of its norms', async () => {
    const served = new Map(
      servedArrays(decodeCheckpoint(checkpoint).arrays).map(({ name, values }) => [name, values]),
    );
    const values = await begun(iris(from()), checkpoint);
    for (const [name, array] of values) {
      const key = name.replace(/^state\//, 'weights/');
      if (/^(weights|state)\//.test(name))
        expect([name, array]).toEqual([name, Float32Array.from(served.get(key) ?? [])]);
    }
    expect(values.get('state/norm1/variance')).not.toEqual(new Float32Array(8).fill(1));
    // The mean of the weights, not those that training would have gone on from.
    expect(values.get('weights/dense1/weights')).not.toEqual(
      arraysOf(checkpoint).get('weights/dense1/weights'),
    );
  });

  it('takes the layers that it names, and begins the others by itself', async () => {
    const own = await begun(iris(), null);
    const given = await begun(iris(from()), checkpoint);
    const values = await begun(iris(from(['dense1'])), checkpoint);
    expect(values.get('weights/dense1/weights')).toEqual(given.get('weights/dense1/weights'));
    expect(values.get('weights/dense1/bias')).toEqual(given.get('weights/dense1/bias'));
    for (const name of ['weights/dense2/weights', 'weights/output/weights', 'state/norm1/mean']) {
      expect(values.get(name)).toEqual(own.get(name));
    }
  });

  it('says what it took and what it could not, and where it comes from', async () => {
    const wider = iris({ ...from(), model: { kind: 'mlp', hidden: [8, 5], norm: 'batch' } });
    const { plan } = await planSpec(wider, sampleFiles, checkpoint);
    expect(messagesOf(plan?.warnings)).toEqual([
      'Begins with the weights of run 12 after step 16: dense1, norm1. Of another shape, so begun anew: dense2/weights [8, 5] instead of [8, 6], norm2/gain [5] instead of [6], output/weights [5, 3] instead of [6, 3].',
    ]);
    const outcome = await runTraining({ ...iris(from(['dense1', 'norm1'])) }, { initial: checkpoint });
    expect(outcome.events.filter((event) => event.kind === 'note')).toMatchObject([
      {
        message:
          'Begins with the weights of run 12 after step 16: dense1, norm1. Begun anew: dense2, norm2, output.',
      },
    ]);
  });

  it('warns where the inputs are others', async () => {
    const features = ['petal_width_cm', 'petal_length_cm', 'sepal_width_cm', 'sepal_length_cm'];
    const turned = iris({ ...from(), dataset: { source: { kind: 'sample', name: 'iris.csv' }, features } });
    const { plan } = await planSpec(turned, sampleFiles, checkpoint);
    expect(messagesOf(plan?.warnings).at(-1)).toContain(
      'The columns after preprocessing are not those of run 12',
    );
  });

  it('goes on bit for bit without the other run', async () => {
    const document = iris({ ...from(), epochs: 6 });
    const whole = await runTraining(document, { initial: checkpoint });
    const stopped = await runTraining(document, {
      initial: checkpoint,
      clock: (() => {
        let now = 0;
        return () => (now += 100);
      })(),
      steer: (event) => (event.kind === 'progress' && event.progress.step >= 9 ? 'stop' : undefined),
    });
    expect(stopped.end).toMatchObject({ state: 'stopped' });
    const resumed = await runTraining(document, { checkpoint: stopped.checkpoint ?? new Uint8Array() });
    expect(arraysOf(resumed.checkpoint)).toEqual(arraysOf(whole.checkpoint));
    // It began where the other ended: better at once than any first steps.
    expect(whole.points('batch/loss')[0]?.value).toBeLessThan(parent.points('batch/loss')[0]?.value ?? 0);
  });

  it.each([
    [from(['dens1']), {}, 'initializer.layers.0', 'no layer with weights named "dens1"', 'dense1'],
    [
      from(['norm1', 'dense2']),
      { model: { kind: 'mlp', hidden: [8, 5], norm: 'batch' } },
      'initializer.layers.1',
      '"dense2/weights" is [8, 5] here and [8, 6] in run 12',
      undefined,
    ],
    [
      from(['dense3']),
      { model: { kind: 'mlp', hidden: [8, 6, 4], norm: 'batch' } },
      'initializer.layers.0',
      'Run 12 has no weights "dense3/weights". It has dense1, dense2, norm1, norm2, output.',
      undefined,
    ],
    [
      from(),
      { model: { kind: 'linear' } },
      'initializer.run',
      'Nothing of run 12 fits this model.',
      undefined,
    ],
    [
      from(),
      { model: { kind: 'mlp', hidden: [3] } },
      'initializer.run',
      'The shapes differ: dense1/weights [4, 3] instead of [4, 8]',
      undefined,
    ],
  ] as const)('is refused where nothing or the wrong thing would be taken: %j', async (...row) => {
    const [initializer, changed, path, message, suggestion] = row;
    const { issues } = await planSpec(
      iris({ ...initializer, ...(changed as Partial<TrainingSpecInput>) }),
      sampleFiles,
      checkpoint,
    );
    expect(issues).toMatchObject([{ path }]);
    expect(issues[0]?.message).toContain(message);
    expect(issues[0]?.suggestion).toBe(suggestion);
  });

  it('is refused where the other run is not at hand', async () => {
    await expect(runTraining(iris(from()))).rejects.toThrow(CodedError);
  });

  it('is offered the layers with their shapes', () => {
    expect(layersOfCheckpoint(checkpoint)[0]).toEqual({
      layer: 'dense1',
      arrays: [
        { name: 'bias', shape: [8] },
        { name: 'weights', shape: [4, 8] },
      ],
    });
    expect(layersOfCheckpoint(checkpoint).map(({ layer }) => layer)).toEqual([
      'dense1',
      'dense2',
      'norm1',
      'norm2',
      'output',
    ]);
  });
});
