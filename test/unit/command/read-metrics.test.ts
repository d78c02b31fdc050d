import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMetricReader } from '../../../src-main/command/read-metrics.ts';

const json = createMetricReader({ kind: 'json' }, 'score');
const keyValue = createMetricReader({ kind: 'keyValue' }, 'score');
const pattern = (text: string) => createMetricReader({ kind: 'pattern', pattern: text }, 'score');

describe('figures in lines of JSON', () => {
  it('are every number of an object, at its step or its epoch', () => {
    expect(json('{"score": 0.3, "val/loss": 1e-3, "name": "x", "step": 4}')).toEqual([
      { metric: 'score', step: 4, value: 0.3 },
      { metric: 'val/loss', step: 4, value: 0.001 },
    ]);
    expect(json('{"epoch": 2, "score": 1}')).toEqual([{ metric: 'score', step: 2, value: 1 }]);
    expect(json('{"score": 1}')).toEqual([{ metric: 'score', step: null, value: 1 }]);
  });

  it('may be named one by one', () => {
    expect(json('{"metric": "score", "value": 0.5, "step": 1}')).toEqual([
      { metric: 'score', step: 1, value: 0.5 },
    ]);
  });

  it('may be no numbers, as Python writes them', () => {
    expect(json('{"a": NaN, "b": -Infinity, "c": Infinity, "d": "NaN"}')).toEqual([
      { metric: 'a', step: null, value: NaN },
      { metric: 'b', step: null, value: -Infinity },
      { metric: 'c', step: null, value: Infinity },
      { metric: 'd', step: null, value: NaN },
    ]);
  });

  it('are nothing in lines that are something else', () => {
    for (const line of [
      '',
      'epoch 1',
      '[1, 2]',
      '{',
      '{"score": }',
      '{"nested": {"score": 1}}',
      'null',
      '{"score": null}',
    ]) {
      expect(json(line)).toEqual([]);
    }
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(), (value, step) => {
        expect(json(JSON.stringify({ loss: value, step }))).toEqual([
          { metric: 'loss', step, value: value + 0 },
        ]);
      }),
    );
  });
});

describe('figures written name=number', () => {
  it('are found anywhere in a line, with its step', () => {
    expect(keyValue('[info] Epoch: 3 loss=0.25, acc = 9.1e-1 lr: +.5 time=12s')).toEqual([
      { metric: 'loss', step: 3, value: 0.25 },
      { metric: 'acc', step: 3, value: 0.91 },
      { metric: 'lr', step: 3, value: 0.5 },
    ]);
    expect(keyValue('loss=nan other=-inf')).toEqual([
      { metric: 'loss', step: null, value: NaN },
      { metric: 'other', step: null, value: -Infinity },
    ]);
  });
});

describe('figures found by a pattern', () => {
  it('are of the objective, unless the pattern names the metric', () => {
    expect(pattern(String.raw`loss is (?<value>\S+)`)('epoch 3: loss is 0.5')).toEqual([
      { metric: 'score', step: null, value: 0.5 },
    ]);
    expect(pattern(String.raw`(?<step>\d+): (?<metric>\w+) (?<value>[\d.]+)`)('7: auc 0.9')).toEqual([
      { metric: 'auc', step: 7, value: 0.9 },
    ]);
  });

  it('are nothing where the pattern finds no number', () => {
    expect(pattern('loss (?<value>.*)')('loss unknown')).toEqual([]);
    expect(pattern('loss (?<value>.*)')('nothing')).toEqual([]);
  });
});
