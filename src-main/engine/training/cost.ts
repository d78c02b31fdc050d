import type { LayerSummary } from '#contract/result.ts';
import type { OptimizerSpec, TrainingSpec } from '#contract/training.ts';
import { sizeOf, type Model, type ParameterSpec } from '../model/model.ts';
import { slotsOf } from '../optimizer/rules.ts';

const bytesPerNumber = 4;
/** A gradient costs about as much as the pass itself, once for the inputs and once for the weights. */
const passesPerStep = 3;

/**
 * Layers with what training keeps of each: weights, their gradients, what the optimizer keeps for them, and a batch's
 * outputs with their gradients.
 */
export function withMemory(
  { layers, parameters }: Model,
  batchSize: number,
  optimizer: OptimizerSpec,
): readonly LayerSummary[] {
  return layers.map((layer) => {
    const kept = parameters
      .filter(({ name }) => name.slice(0, name.lastIndexOf('/')) === layer.name)
      .reduce((sum, parameter) => sum + sizeOf(parameter.shape) * 2 + slotNumbers(optimizer, parameter), 0);
    return {
      ...layer,
      memoryBytes: bytesPerNumber * (kept + 2 * batchSize * sizeOf(layer.outputShape)),
    };
  });
}

function slotNumbers(optimizer: OptimizerSpec, { shape }: ParameterSpec): number {
  // L-BFGS keeps the last moves and what they did to the gradient.
  if (optimizer.kind === 'lbfgs') return 2 * optimizer.history * sizeOf(shape);
  return slotsOf(optimizer, shape).reduce((sum, slot) => sum + sizeOf(slot.shape), 0);
}

/** Additions and multiplications of one step of training on a batch. */
export function flopsPerStep(layers: readonly LayerSummary[], batchSize: number): number {
  return passesPerStep * batchSize * layers.reduce((sum, { flops }) => sum + (flops ?? 0), 0);
}

/** Bytes of a checkpoint: weights, what the optimizer keeps, states, and copies of them all for a mean or the best. */
export function checkpointBytes(
  { parameters, states }: Model,
  { optimizer, averaging, earlyStopping }: TrainingSpec,
): number {
  const weights = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const slots = parameters.reduce((sum, parameter) => sum + slotNumbers(optimizer, parameter), 0);
  const kept = states.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const copies = (averaging === undefined ? 0 : 1) + (earlyStopping?.restoreBest === true ? 1 : 0);
  return bytesPerNumber * (weights + slots + kept + copies * (weights + kept));
}
