import { describe, expect, it } from 'vitest';
import {
  optimizerRuns,
  sizePoints,
  timePoints,
  type FigureRun,
} from '../../../src-renderer/state/guide/run-groups.ts';

interface Given {
  readonly id: number;
  readonly optimizer?: string;
  readonly width?: number;
  readonly data?: string;
  readonly loss?: number;
  readonly accuracy?: number;
  readonly durationMs?: number | null;
  readonly state?: FigureRun['state'];
}

function run({
  id,
  optimizer = 'adam',
  width = 16,
  data = 'digits',
  loss,
  accuracy,
  ...rest
}: Given): FigureRun {
  const metric = (value: number | undefined, key: string) =>
    value === undefined ? {} : { [key]: { last: value, min: value, max: value, best: value, final: value } };
  return {
    id,
    name: `run ${id}`,
    color: 0,
    state: rest.state ?? 'complete',
    durationMs: rest.durationMs === undefined ? 1000 * id : rest.durationMs,
    params: {
      'optimizer.kind': optimizer,
      'model.hidden.0': width,
      'dataset.source.name': data,
      'loss.kind': 'crossEntropy',
    },
    // A figure reads only `final` of a metric's summary.
    metrics: {
      ...metric(loss, 'val/loss'),
      ...metric(accuracy, 'val/accuracy'),
    } as unknown as FigureRun['metrics'],
  };
}

describe('the figure of optimizers', () => {
  it('takes the data and model that most optimizers were tried on, and of each optimizer the newest run', () => {
    const runs = [
      run({ id: 6, optimizer: 'lion', data: 'iris', loss: 1 }),
      run({ id: 5, optimizer: 'adam', loss: 0.1 }),
      run({ id: 4, optimizer: 'sgd', loss: 0.3 }),
      run({ id: 3, optimizer: 'momentum', loss: 0.2 }),
      run({ id: 2, optimizer: 'adam', loss: 0.4 }),
      run({ id: 1, optimizer: 'adam', width: 64, loss: 0.4 }),
    ];
    expect(
      optimizerRuns(runs)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([3, 4, 5]);
  });

  it('is empty for a single optimizer, and for runs that measured nothing', () => {
    expect(optimizerRuns([run({ id: 1, loss: 1 }), run({ id: 2, loss: 1 })])).toEqual([]);
    expect(optimizerRuns([run({ id: 1 }), run({ id: 2, optimizer: 'sgd' })])).toEqual([]);
  });
});

describe('the figure of time', () => {
  it('needs three finished runs on one data, and shows accuracy where it was measured', () => {
    const two = [run({ id: 1, accuracy: 0.9, loss: 1 }), run({ id: 2, accuracy: 0.95, loss: 1 })];
    expect(timePoints([...two, run({ id: 3, accuracy: 0.9, data: 'iris' })])).toBeNull();
    expect(timePoints([...two, run({ id: 3, accuracy: 0.9, state: 'failed' })])).toBeNull();
    const found = timePoints([...two, run({ id: 3, accuracy: 0.97, durationMs: 500 })]);
    expect(found?.key).toBe('val/accuracy');
    expect(found?.points.map(({ x, y }) => [x, y])).toEqual([
      [1000, 0.9],
      [2000, 0.95],
      [500, 0.97],
    ]);
  });
});

describe('the figure of sizes', () => {
  it('shows the loss over the number of weights once three sizes were trained', () => {
    const runs = [1, 2, 3].map((id) => run({ id, width: id, loss: 1 / id }));
    const sizes = new Map([
      [1, 100],
      [2, 200],
      [3, 200],
    ]);
    expect(sizePoints(runs, sizes)).toBeNull();
    expect(sizePoints(runs, sizes.set(3, 300))?.points.map(({ x, y }) => [x, y])).toEqual([
      [100, 1],
      [200, 0.5],
      [300, 1 / 3],
    ]);
  });
});
