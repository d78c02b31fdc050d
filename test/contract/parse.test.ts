import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { describeIssues, nearest, parse } from '#contract/parse.ts';
import { trainingSpecSchema } from '#contract/training.ts';
import { issuesOf } from '../../src-main/base/input-error.ts';

const spec = {
  dataset: { source: { kind: 'sample', name: 'iris' }, target: 'target' },
  model: { kind: 'mlp', hidden: [16] },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  epochs: 3,
};

function refusal(document: unknown): { code: string; issues: unknown } {
  try {
    parse(trainingSpecSchema, document, 'The training spec');
  } catch (error) {
    if (error instanceof CodedError) {
      // What a message says is held by the test of the catalogue.
      const issues = issuesOf(error).map(({ said: _, ...issue }) => issue);
      return { code: error.code, issues };
    }
  }
  throw new Error('was not refused');
}

describe('a training spec', () => {
  it('is filled in with defaults where it says nothing', () => {
    const parsed = parse(trainingSpecSchema, spec, 'The training spec');
    expect({ ...parsed, dataset: null }).toEqual({
      version: 1,
      experiment: 'Default',
      tags: [],
      dataset: null,
      preprocessing: [],
      model: { kind: 'mlp', hidden: [16], activation: 'relu', dropout: 0 },
      loss: { kind: 'crossEntropy', labelSmoothing: 0 },
      optimizer: {
        kind: 'adam',
        learningRate: 0.01,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weightDecay: 0,
      },
      schedule: { kind: 'constant', warmupSteps: 0 },
      epochs: 3,
      batchSize: 32,
      seed: 0,
      engine: 'auto',
    });
  });

  it.each([
    [0, 'has to be above 0, not 0'],
    [-0.1, 'has to be above 0, not -0.1'],
    [Number.NaN, 'has to be a number, not NaN'],
    [Number.POSITIVE_INFINITY, 'has to be a finite number, not Infinity'],
    ['0.1', 'has to be a number, not "0.1"'],
  ])('refuses the learning rate %s and says why', (learningRate, message) => {
    expect(refusal({ ...spec, optimizer: { kind: 'adam', learningRate } })).toEqual({
      code: 'invalid_input',
      issues: [{ path: 'optimizer.learningRate', message }],
    });
  });

  it('names the nearest known key for an unknown one, and does not call the meant key missing', () => {
    expect(refusal({ ...spec, optimizer: { kind: 'adam', learningrate: 0.01 } }).issues).toEqual([
      {
        path: 'optimizer.learningrate',
        message: 'unknown key "learningrate" in "optimizer"; did you mean "learningRate"?',
        suggestion: 'learningRate',
      },
    ]);
  });

  it('offers only keys of the kind that the document chose', () => {
    expect(refusal({ ...spec, optimizer: { kind: 'sgd', learningRate: 1, beta1: 0.5 } }).issues).toEqual([
      {
        path: 'optimizer.beta1',
        message:
          'unknown key "beta1" in "optimizer"; known keys are kind, learningRate, weightDecay, weightDecayExcept, clipValue, clipArrayNorm, clipNorm',
      },
    ]);
  });

  it('names the nearest known choice', () => {
    expect(refusal({ ...spec, optimizer: { kind: 'adm', learningRate: 1 } }).issues).toMatchObject([
      { path: 'optimizer.kind', suggestion: 'adam' },
    ]);
  });

  it('of a newer version is refused with the word that helps: update', () => {
    expect(refusal({ ...spec, version: 2 }).issues).toEqual([
      {
        path: 'version',
        message: '2 is newer than this Descent, which knows version 1: update Descent to train this spec',
      },
    ]);
  });

  it.each([
    ['neither', {}],
    ['both', { epochs: 3, steps: 10 }],
  ])('has to say how long to train by epochs or steps, not by %s', (_, length) => {
    const without = Object.fromEntries(Object.entries(spec).filter(([key]) => key !== 'epochs'));
    expect(refusal({ ...without, ...length }).issues).toMatchObject([{ path: 'epochs' }]);
  });

  it('lists everything that is wrong at once', () => {
    expect(refusal({}).issues).toMatchObject([
      { path: 'dataset' },
      { path: 'model' },
      { path: 'loss' },
      { path: 'optimizer' },
    ]);
  });
});

describe('nearest', () => {
  it('finds slips of the hand, other cases and beginnings, and nothing far away', () => {
    const known = ['learningRate', 'momentum', 'epsilon'];
    expect(
      ['lerningRate', 'learning_rate', 'MOMENTUM', 'eps', 'colour'].map((word) => nearest(word, known)),
    ).toEqual(['learningRate', 'learningRate', 'momentum', 'epsilon', undefined]);
  });

  it('finds nothing where half of a short word would have to be another', () => {
    const known = ['a', 'lr', 'mlp', 'sgd', 'cnn'];
    expect(['zz', 'b', 'xy', 'rnn', 'mpl', 'sdg', 'lr2'].map((word) => nearest(word, known))).toEqual([
      undefined,
      undefined,
      undefined,
      'cnn',
      'mlp',
      'sgd',
      'lr',
    ]);
  });
});

describe('a word of another library', () => {
  it.each([
    ['loss.kind', { loss: { kind: 'ce' } }, 'crossEntropy'],
    ['optimizer.kind', { optimizer: { kind: 'sgdm', learningRate: 0.1 } }, 'momentum'],
    ['initializer.kind', { initializer: { kind: 'kaiming_uniform' } }, 'heUniform'],
    ['preprocessing.0.step', { preprocessing: [{ step: 'StandardScaler' }] }, 'standardise'],
  ])('at %s is told by ours', (path, change, expected) => {
    const whole = {
      dataset: { source: { kind: 'sample', name: 'iris.csv' } },
      model: { kind: 'linear' },
      loss: { kind: 'crossEntropy' },
      optimizer: { kind: 'sgd', learningRate: 0.1 },
      steps: 1,
      ...change,
    };
    const { issues = [] } = v.safeParse(trainingSpecSchema, whole);
    expect(describeIssues(issues, trainingSpecSchema)).toMatchObject([{ path, suggestion: expected }]);
  });
});

describe('what a schema refuses', () => {
  it('has a code, so that a window can say it in another language', () => {
    const codes = (document: unknown): unknown => {
      try {
        parse(trainingSpecSchema, document, 'The training spec');
      } catch (error) {
        if (error instanceof CodedError) return issuesOf(error).map(({ said }) => said?.code);
      }
      return [];
    };
    expect(
      codes({ ...spec, seed: -1, batchSize: 0, epochs: 1.5, loss: { kind: 'mse' }, colour: 'red' }),
    ).toEqual(['schema.choice', 'schema.whole', 'schema.bound', 'schema.bound', 'schema.unknownKey']);
  });
});
