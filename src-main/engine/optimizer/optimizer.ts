import type { Tensor } from '@tensorflow/tfjs-core';
import type { OptimizerSpec } from '#contract/training.ts';
import { openArrayOptimizer } from './array-optimizer.ts';
import { openLbfgsOptimizer } from './lbfgs-optimizer.ts';
import type { InitialArray, NamedArray } from './named-array.ts';
import { openTensorOptimizer } from './tensor-optimizer.ts';
import { openVariableOptimizer } from './variable-optimizer.ts';

/** The batch of an update, for optimizers that look at more than its gradient. */
export interface BatchMeasurement {
  /** Where the gradients were taken. */
  readonly loss: number;
  /** Loss and gradients of the same batch at the weights as they are now; the gradients become the caller's. */
  again(): { readonly loss: number; readonly gradients: readonly Tensor[] };
}

/** Weights in training, and the plain arrays that their updates depend on. */
export interface Optimizer {
  /** The current weights, in the order in which they were given. Owned by the optimizer. */
  readonly weights: readonly Tensor[];
  /**
   * One update in place. `step` counts from 1. Gives the global norm of the gradients before clipping, or null when
   * nothing is clipped and so nobody measured it. The gradients stay the caller's.
   */
  update(
    gradients: readonly Tensor[],
    learningRate: number,
    step: number,
    batch: BatchMeasurement,
  ): number | null;
  /** Everything that the next update depends on, besides the step: `weights/…`, `velocity/…`, … */
  save(): readonly NamedArray[];
  dispose(): void;
}

/**
 * Up to this many weights are kept and updated in double precision. A float32 update below half a unit in the last
 * place is lost: plain gradient descent at a rate of 0.01 then stops 7e-5 away from a least-squares solution. Larger
 * models gain nothing from it, since their gradients are noisier than that.
 */
export const doublePrecisionLimit = 4096;

/** L-BFGS keeps this many weights at most: its history is as many vectors of all weights in double precision. */
export const lbfgsWeightLimit = 100_000;

/** `saved` is what `save` gave, or null to begin. */
export function openOptimizer(
  spec: OptimizerSpec,
  initial: readonly InitialArray[],
  saved: readonly NamedArray[] | null,
): Optimizer {
  if (spec.kind === 'lbfgs') return openLbfgsOptimizer(spec, initial, saved);
  const count = initial.reduce((sum, array) => sum + array.values.length, 0);
  return count <= doublePrecisionLimit
    ? openArrayOptimizer(spec, initial, saved)
    : (openVariableOptimizer(spec, initial, saved) ?? openTensorOptimizer(spec, initial, saved));
}
