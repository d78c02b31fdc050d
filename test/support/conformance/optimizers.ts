import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { optimizerSpecSchema, type OptimizerSpec } from '#contract/training.ts';
import { openOptimizer } from '../../../src-main/engine/optimizer/optimizer.ts';
import { numbers } from '../tensors.ts';
import { readAll, type Figures, type Subject } from './subject.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Settings of every optimizer; one without is an error of types. */
export const optimizerCases: Readonly<Record<OptimizerSpec['kind'], readonly Settings[]>> = {
  sgd: [{}, { weightDecay: 0.1, clipNorm: 0.5 }],
  momentum: [{}, { nesterov: true, weightDecay: 0.1, clipValue: 0.3 }],
  adagrad: [{ weightDecay: 0.1 }],
  rmsprop: [{}, { momentum: 0.8, clipArrayNorm: 0.5 }],
  adadelta: [{ weightDecay: 0.1 }],
  adam: [{}, { weightDecay: 0.1, clipNorm: 0.5 }],
  amsgrad: [{ weightDecay: 0.1 }],
  adamw: [{}, { weightDecay: 0.3 }],
  adamax: [{ weightDecay: 0.1 }],
  nadam: [{ weightDecay: 0.1 }],
  radam: [{ weightDecay: 0.1 }],
  lamb: [{ weightDecay: 0.1 }],
  lion: [{ weightDecay: 0.1 }],
  adafactor: [{ weightDecay: 0.1 }],
  lbfgs: [{ lineSearch: 'fixed' }],
};

/** Odd sizes, one array that is a vector, one of a single number, and one beyond the small-model limit. */
const shapes = [[71, 67], [13], [1]] as const;
const initial = shapes.map((shape, index) => ({
  name: `w${index}`,
  shape: [...shape],
  values: numbers(
    shape.reduce((product: number, side) => product * side, 1),
    'weights',
    index,
  ),
  decays: index !== 1,
}));

export function optimizerSubjects(): Subject[] {
  return Object.entries(optimizerCases).flatMap(([kind, cases]) =>
    cases.map((settings, index) => ({
      name: `optimizer ${kind} ${index + 1}`,
      compute: () => updates(v.parse(optimizerSpecSchema, { kind, learningRate: 0.05, ...settings })),
    })),
  );
}

/** The weights after four updates by gradients that are fixed numbers. */
async function updates(spec: OptimizerSpec): Promise<Figures> {
  const optimizer = openOptimizer(spec, initial, null);
  for (let step = 1; step <= 4; step++) {
    const gradients = initial.map(({ shape, values }, index) =>
      tf.tensor(numbers(values.length, 'gradient', step, index), [...shape]),
    );
    const loss = 5 - step;
    optimizer.update(gradients, 0.05, step, {
      loss,
      again: () => ({ loss, gradients: gradients.map((gradient) => tf.clone(gradient)) }),
    });
    tf.dispose(gradients);
  }
  const weights = optimizer.weights.map((weight, index) => [`w${index}`, tf.clone(weight)] as const);
  optimizer.dispose();
  return readAll(Object.fromEntries(weights));
}
