import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricSummary } from '#contract/metric.ts';
import { flattenParams } from '#contract/param.ts';
import type { PredictionInput } from '#contract/result.ts';
import type { RunEvent } from '#contract/run.ts';
import { chartedKeys, chartGroups, splitKey } from '../../../../src-renderer/state/run/chart-groups.ts';
import { classQuality } from '../../../../src-renderer/state/run/confusion.ts';
import { eventMarks, keptMarks } from '../../../../src-renderer/state/run/event-marks.ts';
import { filterParams } from '../../../../src-renderer/state/run/filter-params.ts';
import { metricLineStyle } from '../../../../src-renderer/state/run/metric-line.ts';
import {
  filledNumber,
  predictionValues,
  textOptions,
  typedInput,
} from '../../../../src-renderer/state/run/prediction-values.ts';
import { knownResults } from '../../../../src-renderer/state/run/run-results.ts';
import { suggestedChange } from '../../../../src-renderer/state/run/suggestion.ts';

const summary: MetricSummary = {
  count: 2,
  last: 1,
  lastStep: 2,
  final: 1,
  finalStep: 2,
  min: 1,
  minStep: 2,
  max: 2,
  maxStep: 1,
  best: 1,
  bestStep: 2,
  direction: 'minimise',
};

describe('charts of a run', () => {
  it('put training and validation of a metric on one axis, losses first and the learning rate last', () => {
    const keys = ['learningRate', 'val/loss', 'train/mae', 'val/accuracy', 'train/loss', 'train/accuracy'];
    expect(chartGroups(keys)).toEqual([
      { name: 'loss', keys: ['train/loss', 'val/loss'] },
      { name: 'accuracy', keys: ['train/accuracy', 'val/accuracy'] },
      { name: 'mae', keys: ['train/mae'] },
      { name: 'learningRate', keys: ['learningRate'] },
    ]);
  });

  it('hold every metric exactly once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), (keys) => {
        const shown = chartGroups(keys).flatMap((group) => group.keys);
        expect([...shown].sort()).toEqual([...keys].sort());
      }),
    );
  });

  it('leave out a learning rate that never changed', () => {
    const metrics = { 'train/loss': { ...summary, max: 1 }, learningRate: { ...summary, max: 1 } };
    expect(chartedKeys(metrics)).toEqual(['train/loss']);
    expect(chartedKeys({ learningRate: summary })).toEqual(['learningRate']);
  });

  it('tell the split by what stands before the last slash', () => {
    expect(splitKey('a/b/loss')).toEqual({ split: 'a/b', name: 'loss' });
    expect(splitKey('loss')).toEqual({ split: '', name: 'loss' });
  });

  it('draw training in the colour of the run and validation in another one', () => {
    for (let color = 0; color < 20; color++) {
      const [train, held] = ['train/loss', 'val/loss'].map((key) => metricLineStyle(key, color));
      expect(train?.color).toBe(`--series-${color % 10}`);
      expect(held?.color).not.toBe(train?.color);
      expect(held?.dash).not.toBeNull();
      expect(metricLineStyle('batch/loss', color)).toMatchObject({ color: train?.color, faint: true });
    }
  });
});

describe('marks on the charts', () => {
  const event = (kind: string, step: number | null): RunEvent => ({
    sequence: 1,
    time: 5000,
    step,
    kind,
    message: `${kind} happened`,
    data: null,
  });

  it('stand where events happened, in the units of the axis', () => {
    const events = [event('paused', 30), event('failed', 40), event('note', null), event('complete', 50)];
    expect(eventMarks(events, 'step', 1000, ({ message }) => message)).toEqual([
      { x: 30, label: 'paused happened', tone: 'quiet' },
      { x: 40, label: 'failed happened', tone: 'danger' },
    ]);
    expect(eventMarks(events, 'relative', 1000, ({ message }) => message).map(({ x }) => x)).toEqual([
      4000, 4000,
    ]);
    expect(eventMarks(events, 'time', null, ({ message }) => message).map(({ x }) => x)).toEqual([
      5000, 5000,
    ]);
    expect(eventMarks(events, 'relative', null, ({ message }) => message)).toEqual([]);
  });
});

describe('the mark of the weights that a run keeps', () => {
  const label = (step: number) => `kept ${step}`;

  it('stands at their step, where the training went on after it', () => {
    const restored = { ...summary, finalStep: 1 };
    expect(keptMarks({ a: summary, b: restored }, 'step', label)).toEqual([
      { x: 1, label: 'kept 1', tone: 'accent' },
    ]);
    expect(keptMarks({ a: summary }, 'step', label)).toEqual([]);
    expect(keptMarks({ b: restored }, 'time', label)).toEqual([]);
  });
});

describe('params of a run', () => {
  const params = flattenParams({ optimizer: { kind: 'adam', learningRate: 0.01 }, hidden: [8, 4] });

  it('are found by words in path or value', () => {
    expect(filterParams(params, 'OPT adam').map(({ path }) => path)).toEqual(['optimizer.kind']);
    expect(filterParams(params, '0.01').map(({ path }) => path)).toEqual(['optimizer.learningRate']);
    expect(filterParams(params, 'nowhere')).toEqual([]);
  });

  it('are in the order of their paths, numbers as numbers', () => {
    const many = flattenParams({ hidden: Array.from({ length: 11 }, (_, index) => index) });
    expect(filterParams(many, '').map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('a confusion matrix', () => {
  it('gives the precision and recall that scikit-learn gives', () => {
    // sklearn.metrics.classification_report of these counts.
    const counts = [
      [5, 1, 0],
      [2, 3, 1],
      [0, 0, 4],
    ];
    const { classes, accuracy, total } = classQuality({ classes: ['a', 'b', 'c'], counts });
    expect(total).toBe(16);
    expect(accuracy).toBe(0.75);
    expect(classes.map(({ recall }) => recall)).toEqual([5 / 6, 0.5, 1]);
    expect(classes.map(({ precision }) => precision)).toEqual([5 / 7, 0.75, 0.8]);
    expect(classes.map(({ support }) => support)).toEqual([6, 6, 4]);
  });

  it('says nothing of a class that never came up', () => {
    const { classes } = classQuality({
      classes: ['a', 'b'],
      counts: [
        [2, 0],
        [0, 0],
      ],
    });
    expect(classes[1]).toEqual({ name: 'b', support: 0, precision: null, recall: null });
  });
});

describe('the form that predicts', () => {
  const inputs: readonly PredictionInput[] = [
    { name: 'x1', type: 'number', example: 1 },
    { name: 'sort', type: 'category', example: 'a', categories: ['a', 'b'] },
  ];

  it('sends numbers as numbers and categories as they are', () => {
    const typed: Record<string, string> = { x1: ' −0.5 ', sort: 'b' };
    expect(predictionValues(inputs, ({ name }) => typed[name] ?? '')).toEqual({
      values: { x1: -0.5, sort: 'b' },
      problems: new Map(),
    });
  });

  it('leaves out an empty number and names one that is none', () => {
    expect(predictionValues(inputs, () => '').values).toEqual({ sort: '' });
    expect([...predictionValues(inputs, () => 'much').problems.keys()]).toEqual(['x1']);
  });

  it('takes a decimal comma as a data file may have it, and nothing that only a program would write', () => {
    expect([0.1 + 0.2, Math.fround(0.3), 4.25, 1e21, 16777216, 123456.789].map(filledNumber)).toEqual([
      '0.3',
      '0.3',
      '4.25',
      '1e+21',
      '16777216',
      '123456.789',
    ]);
    expect(['1,5', '1.5', '–2', '1e-3', '+7'].map(typedInput)).toEqual([1.5, 1.5, -2, 0.001, 7]);
    expect(['0x10', '1,234.5', '1,2,3', 'Infinity', '1_0'].map(typedInput)).toEqual(Array(5).fill(NaN));
  });

  it('holds the options of a language model to their limits, beside the field', () => {
    const problems = (typed: Readonly<Record<string, string>>): readonly string[] => [
      ...predictionValues(textOptions, ({ name }) => typed[name] ?? '').problems.keys(),
    ];
    expect(problems({ length: '99999', temperature: '-1', seed: '1.5' })).toEqual([
      'length',
      'temperature',
      'seed',
    ]);
    expect(problems({ length: '10000', temperature: '0.1', seed: '0' })).toEqual([]);
  });
});

describe('results of a run', () => {
  it('that do not fit are left out instead of breaking the page', () => {
    expect(
      knownResults({
        evaluation: { rows: 3 },
        linear: 3,
        confusion: { classes: ['a'], counts: [[1, 2]] },
        layers: [{}],
      }),
    ).toEqual({
      evaluation: null,
      fit: null,
      judged: null,
      linear: null,
      end: null,
      reconstruction: null,
      confusion: null,
      layers: [],
      inputs: [],
      writes: false,
    });
  });

  it('of any shape are read without failing', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('evaluation', 'linear', 'confusion', 'layers', 'predictionInputs'),
          fc.jsonValue(),
        ),
        (results) => {
          expect(() => knownResults(results)).not.toThrow();
        },
      ),
    );
  });
});

describe('the suggestion of a failed run', () => {
  const spec = { optimizer: { kind: 'sgd', learningRate: 1 } };
  const failed = (details: Record<string, unknown>) =>
    // Only the parts that are read.
    ({ spec, error: { code: 'diverged', message: '', details } }) as unknown as Parameters<
      typeof suggestedChange
    >[0];

  it('is made to the spec', () => {
    expect(suggestedChange(failed({ suggestion: { 'optimizer.learningRate': 0.1 } }))).toEqual({
      changes: [{ path: 'optimizer.learningRate', value: 0.1 }],
      spec: { optimizer: { kind: 'sgd', learningRate: 0.1 } },
    });
  });

  it('is none where the error has none', () => {
    expect(suggestedChange(failed({ step: 3 }))).toBeNull();
    expect(suggestedChange(failed({ suggestion: 'lower' }))).toBeNull();
  });
});
