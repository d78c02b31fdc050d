import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricDirection } from '#contract/metric.ts';
import { classMetrics, fittingMetrics, metricNames, numberMetrics } from '#contract/training.ts';
import { tallyClasses } from '../../../src-main/engine/loss/class-tally.ts';
import { resolveClassWeights } from '../../../src-main/engine/loss/class-weights.ts';
import { tallyNumbers } from '../../../src-main/engine/loss/number-tally.ts';
import { rankingFigures } from '../../../src-main/engine/loss/ranking.ts';

type Figures = Readonly<Record<string, number | null>>;

// The file's shape is that of the script beside it.
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/metrics.json'), 'utf8'),
) as {
  classes: { name: string; logits: number[][]; classes: number[]; figures: Figures }[];
  numbers: { name: string; predicted: number[]; targets: number[]; figures: Figures }[];
  balanced: { classes: number[]; weights: number[] };
};

const plain = { shift: 0, divideBy: 1 };

/** In two batches, as an evaluation has them. */
function classFigures(logits: readonly number[][], classes: readonly number[]): Figures {
  const classCount = logits[0]?.length ?? 0;
  const target = { kind: 'class', classCount } as const;
  const wanted = fittingMetrics(target, 'crossEntropy');
  const tally = tallyClasses(
    classCount,
    classMetrics.filter((name) => wanted.includes(name)),
  );
  const half = classes.length >> 1;
  tally.add(logits.slice(0, half).flat(), classes.slice(0, half));
  tally.add(logits.slice(half).flat(), classes.slice(half));
  return tally.metrics();
}

function expectFigures(figures: Figures, expected: Figures): void {
  for (const [name, value] of Object.entries(expected)) {
    const own = figures[name] ?? Number.NaN;
    if (value === null) expect(own, name).toBeNaN();
    else expect(Math.abs(own - value), `${name}: ${own} instead of ${value}`).toBeLessThan(1e-12);
  }
}

describe('metrics of classes', () => {
  it.each(reference.classes.map((item) => [item.name, item] as const))(
    "are scikit-learn's: %s",
    (_, { logits, classes, figures }) => {
      expectFigures(classFigures(logits, classes), figures);
    },
  );

  it('count classes over batches', () => {
    const tally = tallyClasses(3, ['accuracy']);
    tally.add([5, 1, 1, 0, 2, 9], [0, 1]);
    tally.add([0, 7, 1], [1]);
    expect(tally.metrics()).toEqual({ accuracy: 2 / 3 });
    expect(tally.confusion()).toEqual([
      [1, 0, 0],
      [0, 1, 1],
      [0, 0, 0],
    ]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('are all NaN once a logit is %d', (broken) => {
    const figures = classFigures(
      [
        [0, 1],
        [broken, 0],
        [2, 0],
      ],
      [1, 0, 0],
    );
    expect(Object.values(figures).every((value) => Number.isNaN(value))).toBe(true);
    expect(Object.keys(figures).length).toBeGreaterThan(10);
  });

  it('are all NaN without rows', () => {
    expect(
      Object.values(tallyClasses(2, ['accuracy', 'f1Macro', 'rocAuc', 'brier', 'mcc']).metrics()).map(
        Number.isNaN,
      ),
    ).toEqual([true, true, true, true, true]);
  });

  it('of a text keep no confusion', () => {
    const tally = tallyClasses(3, ['accuracy', 'top2Accuracy'], { keepConfusion: false });
    tally.add([5, 1, 1, 0, 2, 9], [1, 1]);
    expect(tally.metrics()).toEqual({ accuracy: 0, top2Accuracy: 1 });
    expect(tally.confusion()).toBeNull();
  });
});

describe('the area under the ROC curve', () => {
  it('is the share of pairs in the right order, ties counting half', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), (rows) => {
        const scores = Float64Array.from(rows, ([score]) => score);
        const labels = Uint8Array.from(rows, ([, positive]) => Number(positive));
        let pairs = 0;
        let wins = 0;
        for (const [one, positive] of rows) {
          for (const [other, otherPositive] of rows) {
            if (!positive || otherPositive) continue;
            pairs++;
            wins += one > other ? 1 : one === other ? 0.5 : 0;
          }
        }
        const { rocAuc } = rankingFigures(scores, labels);
        if (pairs === 0) expect(rocAuc).toBeNaN();
        else expect(rocAuc).toBeCloseTo(wins / pairs, 12);
      }),
    );
  });
});

describe('metrics of numbers', () => {
  it.each(reference.numbers.map((item) => [item.name, item] as const))(
    "are scikit-learn's: %s",
    (_, { predicted, targets, figures }) => {
      const tally = tallyNumbers(plain, numberMetrics);
      tally.add(predicted.slice(0, 2), targets.slice(0, 2));
      tally.add(predicted.slice(2), targets.slice(2));
      expectFigures(tally.metrics(), figures);
    },
  );

  it('are in the units of the data, whatever preprocessing made of it', () => {
    const scale = (value: number): number => (value - 50) / 10;
    const [predicted, targets] = [
      [51, 60, 75],
      [52, 58, 80],
    ];
    const tally = tallyNumbers({ shift: 50, divideBy: 10 }, numberMetrics);
    tally.add(predicted.map(scale), targets.map(scale));
    const same = tallyNumbers(plain, numberMetrics);
    same.add(predicted, targets);
    expectFigures(tally.metrics(), same.metrics());
  });

  it('are all NaN once an output is', () => {
    const tally = tallyNumbers(plain, numberMetrics);
    tally.add([1, Number.NaN, 3], [1, 2, 3]);
    expect(Object.values(tally.metrics()).map(Number.isNaN)).toEqual(numberMetrics.map(() => true));
  });

  it('have no R² where the targets do not vary', () => {
    const tally = tallyNumbers(plain, ['r2']);
    tally.add([1, 2], [3, 3]);
    expect(tally.metrics()).toEqual({ r2: Number.NaN });
  });
});

describe('balanced class weights', () => {
  it("are scikit-learn's over the classes with rows, and 1 for one without", () => {
    const { classes, weights } = reference.balanced;
    const own = resolveClassWeights(
      { kind: 'crossEntropy', labelSmoothing: 0, classWeights: 'balanced' },
      { name: 'kind', classes: ['a', 'b', 'c', 'd'] },
      classes,
    );
    const [a = 0, b = 0, d = 0] = weights.map(Math.fround);
    expect([...(own ?? [])]).toEqual([a, b, 1, d]);
  });
});

describe('the direction of a metric', () => {
  it('is known for each of ours', () => {
    const smaller = metricNames.filter((name) => metricDirection(`val/${name}`) === 'minimise');
    expect(smaller).toEqual([
      'logLoss',
      'brier',
      'calibrationError',
      'mae',
      'rmse',
      'mape',
      'medianAbsoluteError',
      'perplexity',
      'bitsPerCharacter',
    ]);
  });

  it('of others is guessed by their names', () => {
    expect(['val/loss', 'test/AUC', 'reward', 'constructor', 'f1_score'].map(metricDirection)).toEqual([
      'minimise',
      'maximise',
      'maximise',
      'minimise',
      'maximise',
    ]);
  });
});
