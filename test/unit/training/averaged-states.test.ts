import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, servedArrays } from '../../../src-main/engine/training/checkpoint.ts';
import { runTraining, spec } from '../../support/training.ts';

const decay = 0.75;

async function arraysAfter(steps: number) {
  const outcome = await runTraining(
    spec({
      dataset: { source: { kind: 'sample', name: 'iris.csv' }, target: 'target' },
      preprocessing: [{ step: 'standardise' }],
      model: { kind: 'mlp', hidden: [6], norm: 'batch' },
      loss: { kind: 'crossEntropy' },
      optimizer: { kind: 'sgd', learningRate: 0.1 },
      averaging: { kind: 'ema', decay, ramp: false },
      steps,
    }),
  );
  return decodeCheckpoint(outcome.checkpoint ?? new Uint8Array()).arrays;
}

type Arrays = Awaited<ReturnType<typeof arraysAfter>>;
const statesOf = (arrays: Arrays): Arrays => arrays.filter(({ name }) => name.startsWith('state/'));
const valuesOf = (arrays: Arrays, name: string): number[] =>
  Array.from(arrays.find((array) => array.name === name)?.values ?? []);

describe('the statistics of a batch norm', () => {
  it('are averaged along with the weights that gave them, and serve with these', async () => {
    const [first, second] = [await arraysAfter(1), await arraysAfter(2)];
    expect(statesOf(second).length).toBeGreaterThan(0);
    for (const { name } of statesOf(second)) {
      const [one, two] = [valuesOf(first, name), valuesOf(second, name)];
      const mean = one.map((value, index) => decay * value + (1 - decay) * (two[index] ?? Number.NaN));
      const served = servedArrays(second).filter(
        (array) => array.name === name.replace('state/', 'weights/'),
      );
      expect(served).toHaveLength(1);
      expect(one).not.toEqual(two);
      for (const [index, value] of Array.from(served[0]?.values ?? []).entries()) {
        expect(value).toBeCloseTo(mean[index] ?? Number.NaN, 6);
      }
    }
  });
});
