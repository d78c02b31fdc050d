import { describe, expect, it } from 'vitest';
import type { FindingRule } from '#contract/finding.ts';
import { withChanges } from '#contract/spec-changes.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { openDiagnosis } from '../../../../src-main/engine/training/doctor/diagnosis.ts';
import { rules } from '../../../../src-main/engine/training/doctor/rules.ts';
import type { Vitals } from '../../../../src-main/engine/training/doctor/vitals.ts';
import { spec } from '../../../support/training.ts';

const document: TrainingSpecInput = {
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  model: { kind: 'mlp', hidden: [8, 8, 8], activation: 'tanh' },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  steps: 1000,
};
const array = (layer: string, place: number) => ({
  layer,
  place,
  size: 64,
  inDepth: true,
  startsAtZero: false,
  watched: 64,
});
/** Of a training that goes well, half way through. */
const well: Vitals = {
  spec: spec(document),
  step: 500,
  totalSteps: 1000,
  rate: 0.1,
  largestRate: 0.1,
  unstableRate: Number.POSITIVE_INFINITY,
  initial: ['dense1', 'dense2', 'dense3', 'output'].map((layer) => ({ layer, fanIn: 8, fanOut: 8 })),
  losses: { count: 500, start: 1, level: 0.3, last: 0.3, lowest: 0.29, lowestStep: 490 },
  looks: {
    count: 30,
    arrays: ['dense1', 'dense2', 'dense3', 'output'].map(array),
    norm: 0.5,
    firstNorm: 1,
    gradients: [0.1, 0.1, 0.1, 0.1],
    changes: [1e-3, 1e-3, 1e-3, 1e-3],
    reach: 10,
    firstChangeOfRate: 0.01,
    calmStep: 480,
    waiting: { share: 0.1, ms: 1 },
  },
  units: [{ layer: 'dense1', kind: 'saturated', units: 10, dead: 1 }],
  evaluations: {
    count: 10,
    last: { step: 500, train: 0.3, validation: 0.4 },
    best: { step: 450, train: 0.32, validation: 0.39 },
    leastTrain: 0.3,
    above: 0,
    sinceImproved: 0,
    improvedStep: 500,
    recalls: [
      [0.9, 0.8],
      [0.9, 0.8],
      [0.9, 0.8],
    ],
  },
  classes: { names: ['a', 'b'], counts: [95, 5], heldOut: [19, 6], weighted: false },
  trivialLoss: 1,
};
const with_ = <Part extends 'losses' | 'looks' | 'evaluations'>(
  part: Part,
  change: Partial<Vitals[Part]>,
  more: Partial<Vitals> = {},
): Vitals => ({ ...well, ...more, [part]: { ...well[part], ...change } });
const specced = (change: Partial<TrainingSpecInput>) => spec({ ...document, ...change });

const wide = { kind: 'normal', standardDeviation: 50 } as const;

/** Just within a limit, and just beyond it. */
const limits: Readonly<
  Record<FindingRule, readonly (readonly [name: string, within: Vitals, beyond: Vitals])[]>
> = {
  diverging: [
    [
      'four times what a constant answer costs',
      with_('losses', { level: 4, lowest: 1 }),
      with_('losses', { level: 4.01, lowest: 1 }),
    ],
    [
      'twice its own lowest',
      with_('losses', { level: 6, lowest: 3 }),
      with_('losses', { level: 6.01, lowest: 3 }),
    ],
  ],
  explodingGradients: [
    ['a hundred times the first norm', with_('looks', { norm: 99 }), with_('looks', { norm: 100 })],
    [
      'nothing clips',
      with_(
        'looks',
        { norm: 1e4 },
        { spec: specced({ optimizer: { kind: 'sgd', learningRate: 0.1, clipNorm: 1 } }) },
      ),
      with_('looks', { norm: 1e4 }),
    ],
  ],
  vanishingGradients: [
    [
      'a thousandth of the last layer',
      with_('looks', { gradients: [1.01e-4, 1, 1, 0.1] }, { losses: { ...well.losses, level: 0.9 } }),
      with_('looks', { gradients: [0.99e-4, 1, 1, 0.1] }, { losses: { ...well.losses, level: 0.9 } }),
    ],
    [
      'nothing is learned',
      with_('looks', { gradients: [1e-6, 1, 1, 0.1] }, { losses: { ...well.losses, level: 0.49 } }),
      with_('looks', { gradients: [1e-6, 1, 1, 0.1] }, { losses: { ...well.losses, level: 0.5 } }),
    ],
  ],
  deadUnits: [
    [
      'four units in ten',
      { ...well, units: [{ layer: 'dense1', kind: 'zero', units: 100, dead: 39 }] },
      { ...well, units: [{ layer: 'dense1', kind: 'zero', units: 100, dead: 40 }] },
    ],
  ],
  rateTooHigh: [
    [
      'a twentieth of the weights',
      with_('looks', { changes: [0.05, 0, 0, 0] }, { losses: { ...well.losses, level: 0.95, lowest: 0.9 } }),
      with_('looks', { changes: [0.051, 0, 0, 0] }, { losses: { ...well.losses, level: 0.95, lowest: 0.9 } }),
    ],
    [
      'the loss does not fall',
      with_('looks', { changes: [0.2, 0, 0, 0] }, { losses: { ...well.losses, level: 0.89, lowest: 0.8 } }),
      with_('looks', { changes: [0.2, 0, 0, 0] }, { losses: { ...well.losses, level: 0.91, lowest: 0.8 } }),
    ],
  ],
  rateTooLow: [
    [
      'a thirty-thousandth of the weights',
      with_('looks', { changes: [3e-5, 0, 0, 0] }, { losses: { ...well.losses, level: 0.95 } }),
      with_('looks', { changes: [2.9e-5, 0, 0, 0] }, { losses: { ...well.losses, level: 0.95 } }),
    ],
    [
      'the loss gets nowhere by the end',
      with_('looks', { changes: [1e-6, 0, 0, 0] }, { losses: { ...well.losses, level: 0.84 } }),
      with_('looks', { changes: [1e-6, 0, 0, 0] }, { losses: { ...well.losses, level: 0.86 } }),
    ],
    [
      'the loss has somewhere to fall',
      with_('looks', { changes: [1e-6, 0, 0, 0], reach: 0.009 }, { losses: { ...well.losses, level: 0.95 } }),
      with_('looks', { changes: [1e-6, 0, 0, 0], reach: 0.01 }, { losses: { ...well.losses, level: 0.95 } }),
    ],
    [
      'a higher rate is not known to diverge',
      with_(
        'looks',
        { changes: [1e-6, 0, 0, 0] },
        { losses: { ...well.losses, level: 0.95 }, unstableRate: 0.5 },
      ),
      with_(
        'looks',
        { changes: [1e-6, 0, 0, 0] },
        { losses: { ...well.losses, level: 0.95 }, unstableRate: 0.7 },
      ),
    ],
    [
      'no schedule holds the rate down',
      with_('looks', { changes: [1e-6, 0, 0, 0] }, { losses: { ...well.losses, level: 0.95 }, rate: 0.04 }),
      with_('looks', { changes: [1e-6, 0, 0, 0] }, { losses: { ...well.losses, level: 0.95 }, rate: 0.06 }),
    ],
  ],
  plateau: [
    [
      'ten evaluations',
      with_('evaluations', { sinceImproved: 9 }, { looks: { ...well.looks, changes: [0.01, 0, 0, 0] } }),
      with_('evaluations', { sinceImproved: 10 }, { looks: { ...well.looks, changes: [0.01, 0, 0, 0] } }),
    ],
    [
      'the weights still move',
      with_('evaluations', { sinceImproved: 10 }, { looks: { ...well.looks, changes: [0.001, 0, 0, 0] } }),
      with_('evaluations', { sinceImproved: 10 }, { looks: { ...well.looks, changes: [0.0011, 0, 0, 0] } }),
    ],
  ],
  overfitting: [
    [
      'five evaluations in a row',
      with_('evaluations', { above: 4, last: { step: 500, train: 0.2, validation: 0.8 } }),
      with_('evaluations', { above: 5, last: { step: 500, train: 0.2, validation: 0.8 } }),
    ],
    [
      'the training loss fell on',
      with_('evaluations', { above: 5, last: { step: 500, train: 0.31, validation: 0.8 } }),
      with_('evaluations', { above: 5, last: { step: 500, train: 0.3, validation: 0.8 } }),
    ],
    [
      'a rise that matters',
      with_('evaluations', { above: 5, last: { step: 500, train: 0.2, validation: 0.43 } }),
      with_('evaluations', { above: 5, last: { step: 500, train: 0.2, validation: 0.45 } }),
    ],
  ],
  underfitting: [
    [
      'near a constant answer',
      with_('evaluations', { leastTrain: 0.95 }, { step: 600 }),
      with_('evaluations', { leastTrain: 0.96 }, { step: 600 }),
    ],
    [
      'after most of the training',
      with_('evaluations', { leastTrain: 1 }, { step: 599 }),
      with_('evaluations', { leastTrain: 1 }, { step: 600 }),
    ],
  ],
  classImbalance: [
    [
      'one row in ten is recognised at most',
      with_('evaluations', { recalls: [0, 1, 2].map(() => [1, 0.1]) }),
      with_('evaluations', { recalls: [0, 1, 2].map(() => [1, 0.09]) }),
    ],
    [
      'rows enough to say so',
      with_(
        'evaluations',
        { recalls: [0, 1, 2].map(() => [1, 0]) },
        {
          classes: { names: ['a', 'b'], counts: [95, 5], heldOut: [19, 4], weighted: false },
        },
      ),
      with_(
        'evaluations',
        { recalls: [0, 1, 2].map(() => [1, 0]) },
        {
          classes: { names: ['a', 'b'], counts: [95, 5], heldOut: [19, 5], weighted: false },
        },
      ),
    ],
  ],
  initializer: [
    [
      'a loss that began far above a constant answer',
      with_('losses', { start: 4, level: 2.1 }, { spec: specced({ initializer: wide }) }),
      with_('losses', { start: 4.1, level: 2.1 }, { spec: specced({ initializer: wide }) }),
    ],
    [
      'outputs ten times as large as usual',
      with_(
        'losses',
        { start: 9, level: 9 },
        { spec: specced({ initializer: { kind: 'normal', standardDeviation: 0.8 } }) },
      ),
      with_(
        'losses',
        { start: 9, level: 9 },
        { spec: specced({ initializer: { kind: 'normal', standardDeviation: 0.9 } }) },
      ),
    ],
    [
      'hidden layers of equal weights',
      with_(
        'losses',
        { level: 0.9 },
        { spec: specced({ initializer: { kind: 'constant', value: 0.1 } }), initial: well.initial.slice(3) },
      ),
      with_('losses', { level: 0.9 }, { spec: specced({ initializer: { kind: 'constant', value: 0.1 } }) }),
    ],
  ],
  slowInput: [
    [
      'half of a step',
      with_('looks', { waiting: { share: 0.49, ms: 100 } }),
      with_('looks', { waiting: { share: 0.5, ms: 100 } }),
    ],
    [
      'ten seconds in all',
      with_('looks', { waiting: { share: 0.9, ms: 9.9 } }),
      with_('looks', { waiting: { share: 0.9, ms: 10 } }),
    ],
  ],
};

describe('a rule of the training doctor', () => {
  it.each(Object.keys(rules) as FindingRule[])('is silent where all is well: %s', (rule) => {
    expect(rules[rule].examine(well, false)).toBeNull();
  });

  const cases = (Object.keys(limits) as FindingRule[]).flatMap((rule) =>
    limits[rule].map(([name, within, beyond]) => ({ rule, name, within, beyond })),
  );
  it.each(cases)('has its limit where it says: $rule, $name', ({ rule, within, beyond }) => {
    expect(rules[rule].examine(within, false)).toBeNull();
    const sign = rules[rule].examine(beyond, false);
    expect(sign?.badness).toBeGreaterThan(0);
    expect(sign?.found.said?.code).toBe(`doctor.${rule}`);
    expect(sign?.advice.said?.code).toBe(`doctor.${rule}.advice`);
  });

  it('gives settings that make a spec as its fix', () => {
    for (const { rule, beyond } of cases) {
      const fix = rules[rule].examine(beyond, false)?.fix ?? null;
      if (fix === null) continue;
      const changed = withChanges({ ...beyond.spec }, Object.entries(fix.changes));
      // Whether it is one is the question.
      expect(() => spec(changed as TrainingSpecInput), `${rule} ${JSON.stringify(fix)}`).not.toThrow();
    }
  });
});

describe('what is told of a finding', () => {
  const ill = with_('evaluations', { leastTrain: 1 }, { step: 700 });
  const told = (diagnosis: ReturnType<typeof openDiagnosis>, vitals: Vitals): readonly string[] =>
    diagnosis.examine(vitals).map(({ rule, status }) => `${rule} ${status}`);

  it('is told once while it stays as it is, and gone when it was not seen five times', () => {
    const diagnosis = openDiagnosis(null);
    expect(told(diagnosis, ill)).toEqual(['underfitting found']);
    expect(told(diagnosis, ill)).toEqual([]);
    for (let look = 0; look < 4; look++) expect(told(diagnosis, well)).toEqual([]);
    expect(told(diagnosis, well)).toEqual(['underfitting gone']);
    expect(told(diagnosis, well)).toEqual([]);
    // What has come and gone has to show twice as often.
    expect(told(diagnosis, ill)).toEqual([]);
    expect(told(diagnosis, ill)).toEqual(['underfitting found']);
  });

  it('is told again when it is ten times as bad', () => {
    const diagnosis = openDiagnosis(null);
    const loss = (level: number): Vitals => with_('losses', { level, lowest: 0.2 });
    expect(told(diagnosis, loss(5))).toEqual([]);
    expect(told(diagnosis, loss(5))).toEqual(['diverging found']);
    expect(told(diagnosis, loss(40))).toEqual([]);
    expect(told(diagnosis, loss(60))).toEqual(['diverging worse']);
  });

  it('goes on from what was kept as if nothing had happened', () => {
    const whole = openDiagnosis(null);
    const history = [ill, ill, well, well, well, well, well, ill];
    const all = history.map((vitals) => told(whole, vitals));
    for (let cut = 0; cut < history.length; cut++) {
      const first = openDiagnosis(null);
      const before = history.slice(0, cut).map((vitals) => told(first, vitals));
      const second = openDiagnosis(first.save());
      const after = history.slice(cut).map((vitals) => told(second, vitals));
      expect([...before, ...after]).toEqual(all);
    }
  });

  it('is explained by its cause alone', () => {
    const diagnosis = openDiagnosis(null);
    const both = with_(
      'evaluations',
      { leastTrain: 1 },
      { step: 700, units: [{ layer: 'dense1', kind: 'zero', units: 10, dead: 9 }] },
    );
    diagnosis.examine(with_('looks', {}, { units: both.units }));
    expect(told(diagnosis, both)).toEqual(['deadUnits found']);
    expect(told(diagnosis, both)).toEqual([]);
  });
});
