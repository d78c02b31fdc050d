import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editedSpec } from '#contract/live-edit.ts';
import type { Milestone } from '#contract/milestone.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { openMilestones } from '../../../src-main/engine/training/milestones.ts';
import { fromTheBeginning } from '../../../src-main/engine/training/start.ts';
import { train } from '../../../src-main/engine/training/train.ts';
import type { TrainingOptions } from '../../../src-main/engine/training/training-options.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { countingClock, runTraining, spec } from '../../support/training.ts';

const iris = spec({
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  model: { kind: 'linear' },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'sgd', learningRate: 0.01 },
  batchSize: 14,
  steps: 60,
});

function milestonesOf(events: readonly TrainingEvent[]): readonly Milestone[] {
  return events.flatMap((event) => (event.kind === 'milestone' ? event.milestone : []));
}

/** Rows of the first `steps` batches, one after the other. */
function rowsOf(steps: number, batchSize: number, rows: number): number {
  let [seen, left] = [0, rows];
  for (let step = 0; step < steps; step++) {
    const size = Math.min(batchSize, left);
    seen += size;
    left = left === size ? rows : left - size;
  }
  return seen;
}

describe('milestones', () => {
  it('count the rows of every batch, wherever they stand', () => {
    const whole = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(whole, whole, fc.array(whole, { minLength: 1, maxLength: 8 }), (rows, size, distances) => {
        const batchSize = Math.min(rows, size);
        const stepsPerEpoch = Math.ceil(rows / batchSize);
        const plan = { trainRows: rows, stepsPerEpoch } as Parameters<Taking>[2]['plan'];
        const milestones = openMilestones(0, 0);
        type Taking = typeof milestones.take;
        let [step, examples] = [0, 0];
        for (const distance of distances) {
          step += distance;
          const taken = milestones.take(0, step, { plan, batchSize, start: fromTheBeginning }, null);
          examples += taken.examples;
          expect(examples).toBe(rowsOf(step, batchSize, rows));
          expect(taken.epoch).toBeCloseTo(step / stepsPerEpoch, 12);
        }
      }),
    );
  });

  it('stand at the beginning and at the end of a training, with the energy between them', async () => {
    let joules = 0;
    const energy = () => ({ joules: (joules += 36), source: 'estimated' as const });
    const { events } = await runTraining(iris, { energy });
    const milestones = milestonesOf(events);
    expect(milestones[0]).toMatchObject({ step: 0, epoch: 0, examples: 0 });
    expect(milestones.at(-1)).toMatchObject({ step: 60 });
    const sum = milestones.reduce((all, { wattHours }) => all + (wattHours ?? NaN), 0);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(joules / 3600);
  });

  it('come with the checkpoint that another run may begin with', async () => {
    const { events } = await runTraining({
      ...iris,
      checkpoints: { last: 1, best: 0, everySteps: 7, keep: 20 },
    });
    const steps = milestonesOf(events).map(({ step }) => step);
    const checkpoints = events.flatMap((event) => (event.kind === 'checkpoint' ? event.step : []));
    expect(checkpoints.length).toBeGreaterThan(3);
    for (const step of checkpoints) expect(steps).toContain(step);
  });

  it('go on counting where the batches are changed on the way', async () => {
    const events: TrainingEvent[] = [];
    let wished = false;
    const control: TrainingOptions['control'] = {
      state: 'run',
      resumed: () => Promise.resolve(),
      takeWish: () => {
        if (wished || !events.some((event) => event.kind === 'progress' && event.progress.step > 10))
          return null;
        wished = true;
        return {
          apply: (current) => editedSpec(current, { batchSize: 30 }),
          taken: () => undefined,
          refused: (error) => expect(error).toBeUndefined(),
        };
      },
    };
    for await (const event of train(iris, { files: sampleFiles, control, clock: countingClock(100) }))
      events.push(event);
    const edited = events.flatMap((event) => (event.kind === 'edited' ? event.edit.step : []))[0] ?? NaN;
    const rows = 120;
    const sum = milestonesOf(events).reduce((all, { examples }) => all + examples, 0);
    // The epoch begins anew with the new batches, where the edit came in the middle of one.
    const after = rowsOf(60 - edited, 30, rows);
    expect(sum).toBe(rowsOf(edited, 14, rows) + after);
  });
});
