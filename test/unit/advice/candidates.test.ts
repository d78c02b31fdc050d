import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { candidates, decaysOtherwise } from '../../../src-main/engine/advice/candidates.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { prepareTraining } from '../../../src-main/engine/training/prepare.ts';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { spec } from '../../support/training.ts';

const iris: TrainingSpecInput = {
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [8] },
  loss: { kind: 'crossEntropy' },
  optimizer: {
    kind: 'adam',
    learningRate: 0.01,
    weightDecay: 0.1,
    weightDecayExcept: ['biases'],
    clipNorm: 2,
  },
  steps: 100,
  batchSize: 'full',
};

async function racers(document: TrainingSpecInput) {
  const whole = spec(document);
  return candidates(whole, await prepareTraining(whole, sampleFiles), () => 0.05);
}

describe('the candidates of a race', () => {
  beforeAll(() => openEngine('embedded'));

  it('all solve the problem of the spec: its weight decay, what that leaves alone, its clipping', async () => {
    const all = await racers(iris);
    expect(all.map(({ kind }) => kind)).toEqual(['adam', 'adam', 'momentum', 'rmsprop', 'lbfgs']);
    for (const optimizer of all) {
      expect(optimizer).toMatchObject({ weightDecay: 0.1, weightDecayExcept: ['biases'] });
      if (optimizer.kind !== 'lbfgs') expect(optimizer).toMatchObject({ clipNorm: 2 });
    }
  });

  it('are marked where the same weight decay acts in another way', () => {
    const [adam, adamw, sgd] = (['adam', 'adamw', 'sgd'] as const).map(
      (kind) => spec({ ...iris, optimizer: { kind, learningRate: 0.01, weightDecay: 0.1 } }).optimizer,
    );
    if (adam === undefined || adamw === undefined || sgd === undefined) throw new Error('three optimizers');
    expect(decaysOtherwise(adamw, sgd)).toBe(true);
    expect(decaysOtherwise(adam, sgd)).toBe(false);
    expect(decaysOtherwise({ ...adamw, weightDecay: 0 }, sgd)).toBe(false);
  });

  it('hold L-BFGS only where a training with it would be taken', async () => {
    const digits: TrainingSpecInput = {
      ...iris,
      dataset: { source: { kind: 'sample', name: 'digits.csv' }, types: { target: 'category' } },
      preprocessing: [{ step: 'image', shape: [8, 8, 1] }, { step: 'shift' }],
    };
    const dropping: TrainingSpecInput = {
      ...iris,
      model: {
        kind: 'layers',
        layers: [
          { layer: 'dense', units: 8 },
          { layer: 'dropout', rate: 0.2 },
        ],
      },
    };
    const lbfgs = { kind: 'lbfgs', learningRate: 1 } as const;
    for (const [document, path] of [
      [digits, 'optimizer.kind'],
      [dropping, 'model.layers.1.rate'],
      [{ ...iris, batchSize: 20 }, 'batchSize'],
    ] as const) {
      expect((await racers(document)).map(({ kind }) => kind)).not.toContain('lbfgs');
      const { issues } = await planSpec(spec({ ...document, optimizer: lbfgs }), sampleFiles);
      expect(issues).toMatchObject([{ path }]);
    }
  });
});
