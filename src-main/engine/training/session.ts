import * as tf from '@tensorflow/tfjs-core';
import type { TrainingSpec } from '#contract/training.ts';
import { stream } from '../../base/random.ts';
import { createLoss } from '../loss/loss.ts';
import { trainingPass } from '../model/dropout.ts';
import { initialise } from '../model/initialise.ts';
import type { Weights } from '../model/model.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import { openOptimizer } from '../optimizer/optimizer.ts';
import { scheduleFactor } from '../optimizer/schedule.ts';
import type { Batch } from './examples.ts';
import type { Prepared } from './prepare.ts';
import { isDecayed } from './weight-decay.ts';

const probedSteps = 3;

/** A model in training: its weights, its optimizer, and the order of its batches. */
export interface Session {
  /** Looks the current weights up. */
  readonly weights: Weights;
  /** Update number `done` + 1: one batch, one gradient, one step of the optimizer. */
  step(done: number): StepFigures;
  save(): readonly NamedArray[];
  dispose(): void;
}

export interface StepFigures {
  /** Of the batch, before the update. */
  readonly loss: number;
  readonly learningRate: number;
  /** Global norm of the gradients before clipping; null when nothing is clipped. */
  readonly gradientNorm: number | null;
}

/** `saved` holds the arrays of a checkpoint, or null to initialise. */
export function openSession(
  spec: TrainingSpec,
  prepared: Prepared,
  saved: readonly NamedArray[] | null,
): Session {
  const { model, plan } = prepared;
  const optimizer = openOptimizer(
    spec.optimizer,
    model.parameters.map((parameter) => ({
      name: parameter.name,
      shape: parameter.shape,
      values: initialise(parameter, spec.initializer, spec.seed),
      decays: isDecayed(spec.optimizer, parameter, model.parameters),
    })),
    saved,
  );
  const lossOf = createLoss(spec.loss);
  const indexOf = new Map(model.parameters.map((parameter, index) => [parameter.name, index]));
  const lookUp = (tensors: readonly tf.Tensor[]): Weights => {
    return (name) => {
      const tensor = tensors[indexOf.get(name) ?? -1];
      if (tensor === undefined) throw new Error(`the model has no weights named "${name}"`);
      return tensor;
    };
  };
  const batches = openBatches(spec, prepared);
  return {
    weights: (name) => lookUp(optimizer.weights)(name),
    step: (done) => {
      const epoch = Math.floor(done / plan.stepsPerEpoch);
      const batch = batches.take(epoch, done % plan.stepsPerEpoch);
      const pass = trainingPass(spec.seed, done);
      const differentiate = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
        lossOf(model.forward(lookUp(tensors), batch.input, pass), batch.target),
      );
      const measure = () => {
        const { value, grads } = differentiate([...optimizer.weights]);
        const loss = value.dataSync()[0] ?? Number.NaN;
        value.dispose();
        return { loss, gradients: grads };
      };
      const { loss, gradients } = measure();
      const learningRate = spec.optimizer.learningRate * scheduleFactor(spec.schedule, done, plan.totalSteps);
      const gradientNorm = optimizer.update(gradients, learningRate, done + 1, { loss, again: measure });
      tf.dispose(gradients);
      batches.release(batch);
      return { loss, learningRate, gradientNorm };
    },
    save: () => optimizer.save(),
    dispose: () => {
      optimizer.dispose();
      batches.dispose();
    },
  };
}

/** What a step of this training takes on the engine that is open, from a few that are thrown away. */
export function millisecondsPerStep(spec: TrainingSpec, prepared: Prepared): number {
  const session = openSession(spec, prepared, null);
  try {
    session.step(0); // Kernels are compiled, memory is taken.
    const started = performance.now();
    for (let done = 0; done < probedSteps; done++) session.step(done % prepared.plan.totalSteps);
    return (performance.now() - started) / probedSteps;
  } finally {
    session.dispose();
  }
}

/** Every epoch has its own order, a function of seed and epoch; its last batch holds what is left over. */
function openBatches(spec: TrainingSpec, { train, batchSize, fitted }: Prepared) {
  const fullBatch = batchSize >= train.count && fitted.kind === 'table';
  // The order of rows means nothing to a mean over all of them: one pair of tensors serves every step.
  const fixed = fullBatch ? keepBatch(train.take(everyPosition(train.count), 0)) : null;
  let ordered = { epoch: -1, order: new Uint32Array() };
  return {
    take: (epoch: number, position: number): Batch => {
      if (fixed !== null) return fixed;
      if (ordered.epoch !== epoch) {
        ordered = {
          epoch,
          order: stream(spec.seed, 'order', epoch).permutation(train.count) as Uint32Array<ArrayBuffer>,
        };
      }
      return train.take(ordered.order.subarray(position * batchSize, (position + 1) * batchSize), epoch);
    },
    release: (batch: Batch): void => {
      if (batch !== fixed) tf.dispose([batch.input, batch.target]);
    },
    dispose: (): void => {
      if (fixed !== null) tf.dispose([fixed.input, fixed.target]);
    },
  };
}

function keepBatch(batch: Batch): Batch {
  return { input: tf.keep(batch.input), target: tf.keep(batch.target) };
}

function everyPosition(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}
