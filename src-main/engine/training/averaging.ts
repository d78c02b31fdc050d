import * as tf from '@tensorflow/tfjs-core';
import type { AveragingSpec } from '#contract/training.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import { doublePrecisionLimit } from '../optimizer/optimizer.ts';
import { numbersOf } from '../tensor/numbers.ts';

/** A mean of the weights and states of a model over steps, beside these themselves. */
export interface Averaging {
  /** Takes the weights after an update in, if it is one that counts. `done` counts updates, this one too. */
  update(weights: readonly tf.Tensor[], done: number): void;
  /** The mean as tensors, valid until the next update; null while it has not begun. */
  tensors(): readonly tf.Tensor[] | null;
  /** `average/…` by weight array; nothing while it has not begun. */
  save(): readonly NamedArray[];
  dispose(): void;
}

const prefix = 'average/';
const countName = 'averaging/count';

/**
 * An exponential moving average begins with the weights after the first update; stochastic weight averaging (Izmailov
 * et al. 2018) is the plain mean of those after every `everySteps` updates of the training's last part. Both as
 * torch.optim.swa_utils.AveragedModel has them with use_buffers: the statistics of a batch norm belong to the weights
 * that gave them, and are averaged along. With a ramp the decay is at most (1 + n) / (10 + n) after n updates, as
 * in tf.train.ExponentialMovingAverage.
 */
export function openAveraging(
  spec: AveragingSpec,
  parameters: readonly { readonly name: string; readonly shape: readonly number[] }[],
  plan: Length,
  saved: readonly NamedArray[] | null,
): Averaging {
  const sizes = parameters.map(({ shape }) => tf.util.sizeFromShape([...shape]));
  const precise = sizes.reduce((sum, size) => sum + size, 0) <= doublePrecisionLimit;
  const means = parameters.map(({ name }, index) => {
    const size = sizes[index] ?? 0;
    const found = saved?.find((array) => array.name === prefix + name)?.values;
    if (found?.length === size) return precise ? Float64Array.from(found) : Float32Array.from(found);
    return precise ? new Float64Array(size) : new Float32Array(size);
  });
  let count = saved?.find(({ name }) => name === countName)?.values[0] ?? 0;
  let shown: tf.Tensor[] | null = null;
  const hide = (): void => {
    if (shown !== null) tf.dispose(shown);
    shown = null;
  };
  return {
    update: (weights, done) => {
      if (!counts(spec, plan, done)) return;
      hide();
      const fresh = freshShare(spec, count);
      for (const [index, mean] of means.entries()) {
        const weight = weights[index];
        if (weight !== undefined) mix(mean, numbersOf(weight), fresh);
      }
      count++;
    },
    tensors: () => {
      if (count === 0) return null;
      shown ??= parameters.map(({ shape }, index) =>
        tf.keep(tf.tensor(Float32Array.from(means[index] ?? []), [...shape])),
      );
      return shown;
    },
    save: () => {
      if (count === 0) return [];
      const arrays = parameters.map(({ name, shape }, index) => ({
        name: prefix + name,
        shape,
        values: (means[index] ?? new Float64Array()).slice(),
      }));
      return [...arrays, { name: countName, shape: [1], values: Float64Array.of(count) }];
    },
    dispose: hide,
  };
}

/** A checkpoint of before states were averaged begins their means with what they are. */
export function withAveragedStates(
  saved: readonly NamedArray[],
  states: readonly { readonly name: string }[],
): readonly NamedArray[] {
  const added = states.flatMap(({ name }) => {
    const state = saved.find((array) => array.name === `state/${name}`);
    const isAveraged = saved.some((array) => array.name === prefix + name);
    return state === undefined || isAveraged ? [] : [{ ...state, name: prefix + name }];
  });
  return [...saved, ...added];
}

/** How much of the weights is mixed into the mean of those `count` times before. */
function freshShare(spec: AveragingSpec, count: number): number {
  if (count === 0) return 1;
  if (spec.kind === 'swa') return 1 / (count + 1);
  return 1 - (spec.ramp ? Math.min(spec.decay, (1 + count) / (10 + count)) : spec.decay);
}

function counts(spec: AveragingSpec, { totalSteps, stepsPerEpoch }: Length, done: number): boolean {
  if (spec.kind === 'ema') return true;
  const since = done - Math.floor(spec.start * totalSteps);
  return since > 0 && since % intervalOf(spec, { totalSteps, stepsPerEpoch }) === 0;
}

type Swa = Extract<AveragingSpec, { kind: 'swa' }>;
interface Length {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}

/** How many steps stochastic weight averaging takes the mean of. */
export function averagedSteps(spec: Swa, plan: Length): number {
  return Math.floor(lastPart(spec, plan) / intervalOf(spec, plan));
}

/** Once an epoch; every step where fewer than two epochs are left, whose mean would be of one step or of none. */
function intervalOf(spec: Swa, plan: Length): number {
  return spec.everySteps ?? (lastPart(spec, plan) < 2 * plan.stepsPerEpoch ? 1 : plan.stepsPerEpoch);
}

function lastPart({ start }: Swa, { totalSteps }: Length): number {
  return totalSteps - Math.floor(start * totalSteps);
}

function mix(mean: Float64Array | Float32Array, fresh: Float32Array, share: number): void {
  for (let i = 0; i < mean.length; i++) {
    const old = share === 1 ? 0 : (mean[i] ?? 0);
    mean[i] = old + share * ((fresh[i] ?? 0) - old);
  }
}
