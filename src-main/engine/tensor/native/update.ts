import * as tf from '@tensorflow/tfjs-core';
import type { FirstOrderSpec } from '#contract/training.ts';
import type { NativeLibrary, OperationAttribute } from './library.ts';
import type { Variable } from './variable.ts';

/** The optimizers whose formulas TensorFlow has as one operation. */
const kinds = ['sgd', 'momentum', 'adagrad', 'adadelta', 'adam', 'adamw', 'amsgrad'] as const;
export type NativeSpec = Extract<FirstOrderSpec, { kind: (typeof kinds)[number] }>;

export function hasNativeUpdate(spec: FirstOrderSpec): spec is NativeSpec {
  return kinds.some((kind) => kind === spec.kind);
}

/** Updates a weight and its slots in place; the gradient stays the caller's. */
export type NativeUpdate = (weight: Variable, slots: readonly Variable[], gradient: tf.Tensor) => void;

/**
 * The update of one step, by the formulas of engine/optimizer/rules.ts. `step` counts from 1. What the formulas divide
 * the moments by is put into the rate and into epsilon, in double precision: TensorFlow would compute it in single.
 */
export function nativeUpdate(
  library: NativeLibrary,
  spec: NativeSpec,
  learningRate: number,
  step: number,
): { readonly update: NativeUpdate; dispose(): void } {
  const scalars: tf.Tensor[] = [];
  const scalar = (value: number): tf.Tensor => {
    const tensor = tf.scalar(value);
    scalars.push(tensor);
    return tensor;
  };
  const { operation, before, after, flags = [] } = argumentsOf(spec, learningRate, step);
  const [first, last] = [before.map(scalar), after.map(scalar)];
  const attributes: OperationAttribute[] = [
    library.type('T'),
    library.flag('use_locking', false),
    ...flags.map(([name, value]) => library.flag(name, value)),
  ];
  return {
    update: (weight, slots, gradient) => {
      const handles = [weight, ...slots].map(({ handle }) => handle);
      const inputs = [...handles, ...first, gradient, ...last];
      library.run(operation, attributes, inputs, 0);
    },
    dispose: () => tf.dispose(scalars),
  };
}

/** An operation with the numbers that stand before the gradient among its inputs, and those that stand after it. */
interface Arguments {
  readonly operation: string;
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly flags?: readonly (readonly [name: string, value: boolean])[];
}

function argumentsOf(spec: NativeSpec, rate: number, step: number): Arguments {
  switch (spec.kind) {
    case 'sgd':
      return { operation: 'ResourceApplyGradientDescent', before: [rate], after: [] };
    case 'momentum':
      return {
        operation: 'ResourceApplyMomentum',
        before: [rate],
        after: [spec.momentum],
        flags: [['use_nesterov', spec.nesterov]],
      };
    case 'adagrad':
      return {
        operation: 'ResourceApplyAdagradV2',
        before: [rate, spec.epsilon],
        after: [],
        flags: [['update_slots', true]],
      };
    case 'adadelta':
      return { operation: 'ResourceApplyAdadelta', before: [rate, spec.decay, spec.epsilon], after: [] };
    case 'adam':
    case 'adamw':
    case 'amsgrad': {
      const { beta1, beta2, epsilon } = spec;
      const root = Math.sqrt(1 - beta2 ** step);
      const scaled = (rate * root) / (1 - beta1 ** step);
      // The powers of β that it would correct by are said to be 0: all of it is in `scaled`.
      const before = [0, 0, scaled, beta1, beta2, epsilon * root];
      return spec.kind === 'amsgrad'
        ? { operation: 'ResourceApplyAdamWithAmsgrad', before, after: [] }
        : { operation: 'ResourceApplyAdam', before, after: [], flags: [['use_nesterov', false]] };
    }
    default:
      return spec satisfies never;
  }
}
