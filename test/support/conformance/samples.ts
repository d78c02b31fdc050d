import * as tf from '@tensorflow/tfjs-core';
import type { TrainingSpec } from '#contract/training.ts';
import { loadSamples } from '../../../src-main/engine/dataset/samples.ts';
import { createLoss } from '../../../src-main/engine/loss/loss.ts';
import { trainingPass } from '../../../src-main/engine/model/dropout.ts';
import { prepareTraining } from '../../../src-main/engine/training/prepare.ts';
import { initialWeights } from '../../../src-main/engine/training/session-weights.ts';
import { resourcesDirectory, sampleFiles } from '../dataset-files.ts';
import { computeSlope, readAll, type Figures, type Subject } from './subject.ts';

const batchRows = 5;

/** What comes out of the preparation of every sample, as an engine holds it, and the first gradients of its model. */
export function sampleSubjects(): Subject[] {
  return loadSamples(resourcesDirectory).map(({ name, spec }) => ({
    name: `sample ${name}`,
    tolerance: 5e-4,
    compute: () => firstBatch(spec),
  }));
}

async function firstBatch(spec: TrainingSpec): Promise<Figures> {
  const prepared = await prepareTraining(spec, sampleFiles);
  const { model, train, classWeights } = prepared;
  const positions = Uint32Array.from({ length: Math.min(batchRows, train.count) }, (_, index) => index);
  const batch = train.take(positions, 0);
  const names = new Map(model.parameters.map(({ name }, index) => [name, index]));
  const states = model.states.map(({ name, shape, start }) => [name, tf.fill([...shape], start)] as const);
  const lossOf = createLoss(spec.loss, classWeights);
  const pass = trainingPass(spec.seed, 0, () => undefined);
  const slopes = await computeSlope({
    inputs: model.parameters.map((parameter) => ({
      shape: parameter.shape,
      values: initialWeights(parameter, spec, prepared),
    })),
    f: (...tensors) => {
      const weights = (name: string): tf.Tensor => {
        const found = tensors[names.get(name) ?? -1] ?? states.find(([known]) => known === name)?.[1];
        if (found === undefined) throw new Error(`no weights "${name}"`);
        return found;
      };
      return lossOf(model.forward(weights, batch.input, pass), batch.target);
    },
  });
  tf.dispose(states.map(([, tensor]) => tensor));
  const held = await readAll({ input: batch.input, target: batch.target });
  return { ...held, ...slopes };
}
