import { describe, expect, it } from 'vitest';
import type { FindingRule } from '#contract/finding.ts';
import type { TrainingSpec, TrainingSpecInput } from '#contract/training.ts';
import { fileOf, fileSpec } from '../../../support/dataset-files.ts';
import { findingsIn, normalTable, rulesIn } from '../../../support/findings.ts';
import { runTraining, sampleSpec, spec } from '../../../support/training.ts';

const dataset = fileSpec({ target: 'y' });
const standardise = [{ step: 'standardise' as const }];
const numbers = normalTable(400, ([a, b, c], noise) => (a * b + Math.sin(3 * c) + 0.1 * noise).toFixed(4));
const chance = normalTable(80, (_, noise) => (noise > 0 ? 'yes' : 'no'));
const pureNoise = normalTable(400, (_, noise) => noise.toFixed(4));
const labels = normalTable(400, ([a, b, c], noise) =>
  a * b + Math.sin(3 * c) + 0.1 * noise > 0 ? 'yes' : 'no',
);
/** Some rows whose inputs are ten thousand times as large as the others'. */
const outliers = normalTable(400, ([a, b], noise) => (a - b + noise).toFixed(4))
  .split('\n')
  .map((row, at) => (at % 80 === 79 ? row.replace(/^[^,]*/, (a) => String(1e4 * Number(a))) : row))
  .join('\n');
const rare = normalTable(600, (_, noise) => (noise > 1.5 ? 'rare' : 'common'));
const regression: TrainingSpecInput = {
  dataset,
  preprocessing: standardise,
  model: { kind: 'mlp', hidden: [32, 32] },
  loss: { kind: 'meanSquaredError' },
  optimizer: { kind: 'sgd', learningRate: 0.05 },
  steps: 400,
  evaluateEverySteps: 20,
};
const classes: TrainingSpecInput = { ...regression, loss: { kind: 'crossEntropy' } };

interface Ill {
  readonly data: string;
  readonly document: TrainingSpecInput;
}

/** Each is ill of what it is called, on purpose. */
const ill: Readonly<Partial<Record<FindingRule, Ill>>> = {
  diverging: {
    data: numbers,
    document: { ...regression, model: { kind: 'linear' }, optimizer: { kind: 'sgd', learningRate: 1.02 } },
  },
  explodingGradients: {
    data: outliers,
    document: {
      ...regression,
      preprocessing: [],
      model: { kind: 'linear' },
      loss: { kind: 'meanAbsoluteError' },
      optimizer: { kind: 'sgd', learningRate: 1e-7 },
    },
  },
  vanishingGradients: {
    data: numbers,
    document: {
      ...regression,
      model: { kind: 'mlp', hidden: [16, 16, 16, 16, 16, 16, 16], activation: 'sigmoid' },
    },
  },
  deadUnits: {
    data: numbers,
    document: { ...regression, optimizer: { kind: 'adam', learningRate: 1 }, steps: 1000 },
  },
  rateTooHigh: {
    data: numbers,
    document: { ...regression, model: { kind: 'linear' }, optimizer: { kind: 'adam', learningRate: 1 } },
  },
  rateTooLow: { data: numbers, document: { ...regression, optimizer: { kind: 'sgd', learningRate: 1e-6 } } },
  plateau: {
    data: numbers,
    document: {
      ...regression,
      model: { kind: 'linear' },
      optimizer: { kind: 'adam', learningRate: 0.01 },
      batchSize: 8,
      steps: 1000,
    },
  },
  overfitting: {
    data: chance,
    document: {
      ...classes,
      model: { kind: 'mlp', hidden: [64, 64] },
      optimizer: { kind: 'adam', learningRate: 0.01 },
    },
  },
  underfitting: {
    data: pureNoise,
    document: {
      ...regression,
      model: { kind: 'linear' },
      optimizer: { kind: 'sgd', learningRate: 0.01 },
    },
  },
  initializer: {
    data: labels,
    document: { ...classes, initializer: { kind: 'normal', standardDeviation: 50 } },
  },
  classImbalance: {
    data: rare,
    document: { ...classes, model: { kind: 'linear' }, optimizer: { kind: 'sgd', learningRate: 0.5 } },
  },
};

describe('a training that is ill on purpose', () => {
  it('is told once of what stays as it is', async () => {
    const { data, document } = ill.rateTooLow ?? { data: '', document: regression };
    const { events } = await runTraining(spec(document), { files: fileOf(data) });
    expect(findingsIn(events)).toHaveLength(1);
  });

  it('is told of its cause alone, with one fix: weights that begin alike', async () => {
    const document: TrainingSpecInput = {
      ...classes,
      initializer: { kind: 'constant', value: -1 },
      optimizer: { kind: 'adam', learningRate: 0.002 },
    };
    const { events } = await runTraining(spec(document), { files: fileOf(labels) });
    expect(findingsIn(events).map(({ rule, fix }) => ({ rule, fix }))).toEqual([
      { rule: 'initializer', fix: { by: 'newRun', changes: { initializer: null } } },
    ]);
  });

  it('is advised a rate at which it learns, however far off its own is', async () => {
    for (const learningRate of [1000, 30]) {
      const { events } = await runTraining(
        spec({ ...classes, optimizer: { kind: 'sgd', learningRate }, steps: 100 }),
        { files: fileOf(labels) },
      );
      const advised = findingsIn(events).map(({ fix }) => Number(fix?.changes['optimizer.learningRate']));
      expect(advised.length).toBeGreaterThan(0);
      for (const rate of advised) expect(rate).toBeLessThan(0.5);
      const again = await runTraining(
        spec({ ...classes, optimizer: { kind: 'sgd', learningRate: advised[0] ?? 1 } }),
        { files: fileOf(labels) },
      );
      expect(rulesIn(again.events).filter((rule) => rule !== 'overfitting')).toEqual([]);
    }
  });

  it('is told nothing more at the floor of its loss, after it went back to a rate that holds', async () => {
    const { events } = await runTraining(
      spec({
        ...sampleSpec('linear-regression'),
        optimizer: { kind: 'sgd', learningRate: 10 },
        onNonFinite: { rollback: true },
      }),
    );
    const back = events.findLastIndex(({ kind }) => kind === 'rewound');
    expect(back).toBeGreaterThan(0);
    expect(findingsIn(events.slice(back))).toEqual([]);
    expect(rulesIn(events)).toEqual(['diverging']);
  });

  it.each(Object.keys(ill) as FindingRule[])('is told so: %s', async (rule) => {
    const { data, document } = ill[rule] ?? { data: '', document: regression };
    const { events } = await runTraining(spec(document), { files: fileOf(data) });
    const first = findingsIn(events).find((finding) => finding.rule === rule);
    expect(first?.status).toBe('found');
    expect(first?.since).toBeLessThanOrEqual(first?.step ?? 0);
    expect(first?.advice.said?.code).toBe(`doctor.${rule}.advice`);
    expect(rulesIn(events)).toContain(rule);
  });
});

describe('a training whose batches are augmented at more cost than its steps', () => {
  const digits = (augmented: boolean) =>
    spec({
      dataset: sampleSpec('digits-cnn').dataset,
      preprocessing: [
        { step: 'scale', divideBy: 16 },
        { step: 'image', shape: [8, 8, 1] },
        ...(augmented
          ? [
              { step: 'rotate' as const, degrees: 45 },
              { step: 'shift' as const, most: 0.3 },
            ]
          : []),
      ],
      model: { kind: 'mlp', hidden: [1] },
      loss: { kind: 'crossEntropy' },
      optimizer: { kind: 'sgd', learningRate: 0.01 },
      engine: 'embedded',
      batchSize: 512,
      // So many that somebody waits for them.
      steps: 1_000_000,
      evaluateEverySteps: 1_000_000,
    });
  const untilLooked = (training: TrainingSpec) =>
    runTraining(training, {
      steer: (event) =>
        (event.kind === 'note' && event.name === 'finding') ||
        (event.kind === 'progress' && event.progress.step > 3000)
          ? 'stop'
          : undefined,
    });

  it('is told of its slow input, with the share that it takes, and without augmentation it is not', async () => {
    const [finding] = findingsIn((await untilLooked(digits(true))).events);
    expect(finding).toMatchObject({ rule: 'slowInput', status: 'found' });
    expect(Number(finding?.evidence['share'])).toBeGreaterThan(0.5);
    expect(rulesIn((await untilLooked(digits(false))).events)).not.toContain('slowInput');
  }, 60_000);
});
