import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { trainingSpecSchema } from '#contract/training.ts';
import { buildModel } from '../../../src-main/engine/model/build.ts';
import { engineProbe } from '../../../src-main/engine/training/engine-probe.ts';
import { prepareTraining } from '../../../src-main/engine/training/prepare.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { sampleSpec } from '../../support/training.ts';

describe('which engine was the fastest', () => {
  it('is remembered for the shapes of a model and its batches, not for its weights alone', async () => {
    const model = { kind: 'cnn', blocks: [{ filters: 4, pool: 1 }], head: 'globalAverage' };
    const spec = v.parse(trainingSpecSchema, { ...sampleSpec('digits-cnn'), model });
    const prepared = await prepareTraining(spec, sampleFiles);
    const ofSide = (side: number) => {
      const model = buildModel(spec.model, { kind: 'image', shape: [side, side, 1], outputs: 10 });
      return { ...prepared, model };
    };
    expect(ofSide(8).model.parameters).toEqual(ofSide(64).model.parameters);
    const subject = engineProbe(spec, ofSide(8)).subject;
    expect(engineProbe(spec, ofSide(8)).subject).toBe(subject);
    expect(engineProbe(spec, ofSide(64)).subject).not.toBe(subject);
    expect(engineProbe(spec, { ...ofSide(8), batchSize: 7 }).subject).not.toBe(subject);
    expect(
      engineProbe({ ...spec, optimizer: { ...spec.optimizer, learningRate: 0.5 } }, ofSide(8)).subject,
    ).toBe(subject);
  });
});
