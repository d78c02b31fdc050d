import { describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { decodeCheckpoint } from '../../../../src-main/engine/training/checkpoint.ts';
import { doctorPrefix } from '../../../../src-main/engine/training/doctor/doctor.ts';
import { lookEvery } from '../../../../src-main/engine/training/doctor/look-every.ts';
import { fileOf, fileSpec } from '../../../support/dataset-files.ts';
import { findingsIn, normalTable } from '../../../support/findings.ts';
import { countingClock, runTraining, spec } from '../../../support/training.ts';

const table = normalTable(120, ([a, b, c], noise) => (a * b + Math.sin(c) + noise > 0 ? 'yes' : 'no'));
const document: TrainingSpecInput = {
  dataset: fileSpec({ target: 'y' }),
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [64, 64], dropout: 0.1, norm: 'batch' },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  batchSize: 16,
  steps: 260,
  evaluateEverySteps: 10,
};
const variants: Readonly<Record<string, Partial<TrainingSpecInput>>> = {
  'an optimizer that clips': { optimizer: { kind: 'adam', learningRate: 0.01, clipNorm: 1 } },
  'plain gradient descent': { optimizer: { kind: 'sgd', learningRate: 0.1 } },
  'micro-batches and recomputed outputs': { accumulateBatches: 2, recompute: true },
  'an average of weights': { averaging: { kind: 'ema' } },
  'plain JavaScript': { engine: 'javascript', steps: 60 },
};
const files = fileOf(table);

describe('the training doctor', () => {
  it.each(Object.keys(variants))('changes no bit of the weights: %s', async (name) => {
    const changed = { ...document, ...variants[name] };
    const watched = await runTraining(spec(changed), { files });
    const alone = await runTraining(spec({ ...changed, doctor: 'off' }), { files });
    expect(watched.end.weightsSha256).toBe(alone.end.weightsSha256);
    expect(watched.result('doctor')).toMatchObject({ every: expect.any(Number) as number });
    expect(alone.result('doctor')).toBeUndefined();
    expect(findingsIn(alone.events)).toEqual([]);
  });

  it('tells a resumed training what it would have told, and leaves the same notes', async () => {
    const whole = await runTraining(spec(document), { files });
    expect(findingsIn(whole.events).map(({ rule }) => rule)).toContain('overfitting');
    for (const at of [17, 60, 130]) {
      const first = await runTraining(spec(document), {
        files,
        clock: countingClock(100),
        steer: (event) => (event.kind === 'progress' && event.progress.step >= at ? 'stop' : undefined),
      });
      if (first.checkpoint === null) throw new Error('stopped without a checkpoint');
      const rest = await runTraining(spec(document), { files, checkpoint: first.checkpoint });
      const told = [...findingsIn(first.events), ...findingsIn(rest.events)];
      expect(told).toEqual(findingsIn(whole.events));
      expect(notes(rest.checkpoint)).toEqual(notes(whole.checkpoint));
    }
  });

  it('sees the same on an engine whose updates make new tensors', async () => {
    const small = {
      ...document,
      model: { kind: 'mlp', hidden: [16, 16] },
      steps: 20,
    } satisfies TrainingSpecInput;
    const looks = async (engine: 'embedded' | 'javascript') => {
      const { checkpoint } = await runTraining(spec({ ...small, engine }), { files });
      return valuesOf(checkpoint, 'looks');
    };
    const [embedded, javascript] = [await looks('embedded'), await looks('javascript')];
    expect(embedded.length).toBeGreaterThan(20);
    expect(javascript.length).toBe(embedded.length);
    for (const [at, value] of embedded.entries()) {
      expect(Math.abs((javascript[at] ?? 0) - value)).toBeLessThan(1e-3 * Math.max(1e-3, Math.abs(value)));
    }
  });

  it('looks about once in a hundred times what a look costs, and not more often than every 20 steps', () => {
    const layer = (flops: number) => ({
      name: 'dense1',
      kind: 'dense',
      outputShape: [1],
      parameterCount: 0,
      flops,
    });
    const parameter = (size: number) => ({
      name: 'dense1/weights',
      shape: [size],
      role: 'weights' as const,
      fanIn: 1,
      fanOut: 1,
      initializer: { kind: 'zeros' as const },
    });
    const every = (flops: number, size: number, batchSize: number): number =>
      lookEvery({
        batchSize,
        model: { layers: [layer(flops)], parameters: [parameter(size)], states: [], forward: (_, x) => x },
      });
    expect(every(1e9, 1e6, 32)).toBe(20);
    expect(every(1e3, 10, 1)).toBeGreaterThan(20);
    expect(every(1, 1e9, 1)).toBe(500);
  });
});

function valuesOf(checkpoint: Uint8Array | null, name: string): readonly number[] {
  if (checkpoint === null) return [];
  const found = decodeCheckpoint(checkpoint).arrays.find((array) => array.name === doctorPrefix + name);
  return Array.from(found?.values ?? []);
}

function notes(checkpoint: Uint8Array | null): unknown {
  if (checkpoint === null) return null;
  return decodeCheckpoint(checkpoint).arrays.filter(({ name }) => name.startsWith(doctorPrefix));
}
