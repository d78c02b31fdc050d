import type * as tf from '@tensorflow/tfjs-core';
import type { FirstOrderSpec } from '#contract/training.ts';
import { currentHeap, type Heap } from '../embedded/heap.ts';

export interface WeightUpdate {
  readonly weight: tf.Tensor;
  readonly gradient: tf.Tensor;
  /** What the optimizer keeps for this weight, in the order of its formula. */
  readonly slots: readonly tf.Tensor[];
  readonly learningRate: number;
  /** Counts from 1. */
  readonly step: number;
  /** Scales the gradient, as clipping does. */
  readonly factor: number;
  /** False for what weight decay leaves alone. */
  readonly decays: boolean;
}

/**
 * One update of weight and slots in place, allocating nothing, by the formulas of engine/optimizer/rules.ts in single
 * precision. False where there is no kernel for it on this engine, and nothing was done.
 */
export function updateInPlace(spec: FirstOrderSpec, update: WeightUpdate): boolean {
  const heap = currentHeap();
  if (heap === null) return false;
  const { kernels } = heap;
  const { learningRate: rate, step, factor } = update;
  const count = update.weight.size;
  const weight = heap.address(update.weight);
  const gradient = heap.address(update.gradient);
  const first = slotAddress(heap, update, 0);
  const second = slotAddress(heap, update, 1);
  const wanted = update.decays ? spec.weightDecay : 0;
  const decay = spec.kind === 'adamw' ? 0 : wanted;
  switch (spec.kind) {
    case 'sgd':
      kernels.sgd(weight, gradient, count, rate, factor, decay);
      return true;
    case 'momentum':
      kernels.momentum(weight, gradient, first, count, rate, factor, decay, spec.momentum, spec.nesterov);
      return true;
    case 'adagrad':
      kernels.adagrad(weight, gradient, first, count, rate, factor, decay, spec.epsilon);
      return true;
    case 'rmsprop':
      kernels.rmsprop(
        weight,
        gradient,
        first,
        second,
        count,
        rate,
        factor,
        decay,
        spec.decay,
        1 - spec.decay,
        spec.epsilon,
        spec.momentum,
      );
      return true;
    case 'adam':
    case 'adamw':
      kernels.adam(
        weight,
        gradient,
        first,
        second,
        count,
        rate / (1 - spec.beta1 ** step),
        1 / Math.sqrt(1 - spec.beta2 ** step),
        factor,
        decay,
        spec.kind === 'adamw' ? 1 - rate * wanted : 1,
        spec.beta1,
        1 - spec.beta1,
        spec.beta2,
        1 - spec.beta2,
        spec.epsilon,
      );
      return true;
    default:
      return false;
  }
}

/** 0 where the formula has no such slot. */
function slotAddress(heap: Heap, update: WeightUpdate, index: number): number {
  const slot = update.slots[index];
  return slot === undefined ? 0 : heap.address(slot);
}
