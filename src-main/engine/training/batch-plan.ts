import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { parameterCount, type Model } from '../model/model.ts';
import { checkpointBytes, flopsPerStep, withMemory } from './cost.ts';

/** Rows of an update: of all batches whose gradients it averages. */
export function batchSizeOf(spec: TrainingSpec, rows: number, what: string): number {
  const batches = spec.accumulateBatches ?? 1;
  if (spec.batchSize === 'full') {
    if (batches === 1) return rows;
    throw inputError(
      'batchSize',
      `A step averages the gradients of ${batches} batches, and "full" is one batch of all ${rows} ${what}. Write ${Math.ceil(rows / batches)}, or remove "accumulateBatches".`,
      String(Math.ceil(rows / batches)),
    );
  }
  if (spec.batchSize > rows) {
    throw inputError(
      'batchSize',
      `The batch size ${spec.batchSize} is larger than the ${rows} ${what}. Write at most ${rows}, or "full".`,
      'full',
    );
  }
  if (spec.batchSize * batches > rows) {
    const most = Math.floor(rows / spec.batchSize);
    throw inputError(
      'accumulateBatches',
      `${batches} batches of ${spec.batchSize} are more than the ${rows} ${what}. Write at most ${most}, or a smaller batch size.`,
      String(most),
    );
  }
  return spec.batchSize * batches;
}

/** What comes of the spec: steps, layers with their shapes, memory and arithmetic. */
export function planOf(
  spec: TrainingSpec,
  model: Model,
  trainRows: number,
  validationRows: number,
  batchSize: number,
): SpecPlan {
  if (spec.epochs === undefined && spec.steps === undefined) {
    throw inputError('epochs', 'How long to train is missing: write either "epochs" or "steps".');
  }
  if (spec.epochs !== undefined && spec.steps !== undefined) {
    throw inputError('steps', 'Both "epochs" and "steps" are given. Remove one of the two.');
  }
  const stepsPerEpoch = Math.ceil(trainRows / batchSize);
  // Of several batches whose gradients are averaged, one is computed at a time.
  const layers = withMemory(model, batchSize / (spec.accumulateBatches ?? 1), spec.optimizer);
  return {
    layers,
    parameterCount: parameterCount(model.parameters),
    trainRows,
    validationRows,
    stepsPerEpoch,
    totalSteps: spec.steps ?? (spec.epochs ?? 0) * stepsPerEpoch,
    flopsPerStep: flopsPerStep(layers, batchSize),
    checkpointBytes: checkpointBytes(model, spec),
  };
}
