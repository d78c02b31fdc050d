import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { parameterCount, type Model } from '../model/model.ts';
import { checkpointBytes, flopsPerStep, withMemory } from './cost.ts';

/** Rows of an update: of all batches whose gradients it averages. */
export function batchSizeOf(spec: TrainingSpec, rows: number, unit: 'rows' | 'stretches'): number {
  const batches = spec.accumulateBatches ?? 1;
  if (spec.batchSize === 'full') {
    if (batches === 1) return rows;
    throw inputError(
      'batchSize',
      say('plan.fullBatches', { batches, rows, unit, least: Math.ceil(rows / batches) }),
      String(Math.ceil(rows / batches)),
    );
  }
  if (spec.batchSize > rows) {
    throw inputError('batchSize', say('plan.batchTooLarge', { batch: spec.batchSize, rows, unit }), 'full');
  }
  if (spec.batchSize * batches > rows) {
    const most = Math.floor(rows / spec.batchSize);
    throw inputError(
      'accumulateBatches',
      say('plan.batchesTooMany', { batches, batch: spec.batchSize, rows, unit, most }),
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
    throw inputError('epochs', say('plan.noLength'));
  }
  if (spec.epochs !== undefined && spec.steps !== undefined) {
    throw inputError('steps', say('plan.twoLengths'));
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
