import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { SpecPlan } from '#contract/methods/specs.ts';
import { trainingSpecSchema } from '#contract/training.ts';
import { estimate, type ProbedSpec } from '../../../src-main/api/estimate.ts';

const spec = v.parse(trainingSpecSchema, {
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  model: { kind: 'linear' },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  steps: 1000,
});
const plan: SpecPlan = {
  layers: [{ name: 'linear', kind: 'dense', outputShape: [3], parameterCount: 15 }],
  parameterCount: 15,
  trainRows: 100,
  validationRows: 50,
  stepsPerEpoch: 10,
  totalSteps: 1000,
  flopsPerStep: 0,
  checkpointBytes: 180,
};
const probe: ProbedSpec = {
  engine: 'x',
  engineVariant: 'y',
  engineReason: 'z',
  threads: 1,
  startMs: 100,
  preparingMs: 50,
  firstStepMs: 40,
  stepsMs: 60,
  evaluationsMs: 30,
  otherMs: 11,
  finishingMs: 9,
  steps: 11,
  evaluations: 3,
  checkpointBytes: 1000,
  peakMemoryBytes: 80_000_000,
};

describe('an estimate', () => {
  it('adds up what a probe saw: start, first step, the other steps, evaluations, the end', () => {
    // 999 steps of (60 − 40) / 10 ms and 11 / 11 ms beside, 100 evaluations of 10 ms.
    const { seconds, stepsPerSecond } = estimate(spec, plan, probe);
    expect(seconds).toBeCloseTo((100 + 50 + 40 + 999 * 3 + 100 * 10 + 9) / 1000, 9);
    expect(stepsPerSecond).toBeCloseTo(500, 9);
  });

  it('counts checkpoints as often as a training writes them, not as often as a probe does', () => {
    // Two of 2 s in a probe of 11 steps; a training of 8.1 s writes one after 3 s and one at the end.
    const seen = { ...probe, checkpoints: 2, checkpointsMs: 4000, checkpointBytes: 1e9 };
    const steps = { ...plan, totalSteps: 2000 };
    const { seconds, checkpointSeconds } = estimate(spec, steps, seen);
    expect(checkpointSeconds).toBe(4);
    expect(seconds).toBeCloseTo((estimate(spec, steps, probe).seconds ?? 0) + 4, 9);
    // A large one every 200 s, by the bytes that a disk is asked for.
    const long = { ...plan, totalSteps: 1_000_000, stepsPerEpoch: 1_000_000 };
    const whole = estimate(spec, long, seen);
    const trainingSeconds = (whole.seconds ?? 0) - (whole.checkpointSeconds ?? 0);
    expect(whole.checkpointSeconds).toBe(2 * (2 + Math.floor(trainingSeconds / 200)));
  });

  it('takes a third of a step a batch for evaluations that a probe had no time for', () => {
    const { seconds } = estimate(spec, plan, { ...probe, evaluations: 0, evaluationsMs: 0 });
    expect(seconds).toBeCloseTo((100 + 50 + 40 + 999 * 3 + (100 * (50 / 32) * 2) / 3 + 9) / 1000, 9);
  });

  it('says no time before anything was tried', () => {
    expect(estimate(spec, plan, null)).toMatchObject({ seconds: null, stepsPerSecond: null });
  });

  it('counts points of every step and every evaluation to the disk, and the checkpoints that are kept', () => {
    const bytes = estimate(spec, plan, null).diskBytes;
    const twice = estimate({ ...spec, steps: 2000 }, { ...plan, totalSteps: 2000 }, null).diskBytes;
    expect(twice - bytes).toBe(Math.round((1000 + 100 * 6) * 9.3));
    expect(estimate(spec, { ...plan, checkpointBytes: 1_000_180 }, null).diskBytes - bytes).toBe(3_000_000);
  });
});
