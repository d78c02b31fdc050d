import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { lossSpecSchema, type LossSpec } from '#contract/training.ts';
import { stream } from '../../../src-main/base/random.ts';
import { createLoss } from '../../../src-main/engine/loss/loss.ts';
import { numbers } from '../tensors.ts';
import { computeSlope, type Slope, type Subject } from './subject.ts';

interface LossCase {
  readonly spec: Omit<v.InferInput<typeof lossSpecSchema>, 'kind'> & Readonly<Record<string, unknown>>;
  /** Outputs of a row; one for numbers. */
  readonly outputs: number;
  readonly targets: 'numbers' | 'vectors' | 'counts' | 'classes' | 'shares';
  readonly classWeights?: readonly number[];
  readonly kinked?: boolean;
}

/** Cases of every loss; one without is an error of types. */
export const lossCases: Readonly<Record<LossSpec['kind'], readonly LossCase[]>> = {
  meanSquaredError: [
    { spec: {}, outputs: 1, targets: 'numbers' },
    { spec: {}, outputs: 3, targets: 'vectors' },
  ],
  meanAbsoluteError: [{ spec: {}, outputs: 1, targets: 'numbers', kinked: true }],
  huber: [{ spec: { delta: 0.7 }, outputs: 1, targets: 'numbers' }],
  logCosh: [{ spec: {}, outputs: 1, targets: 'numbers' }],
  quantile: [{ spec: { quantile: 0.8 }, outputs: 1, targets: 'numbers', kinked: true }],
  poisson: [{ spec: {}, outputs: 1, targets: 'counts' }],
  crossEntropy: [
    { spec: {}, outputs: 5, targets: 'classes' },
    { spec: { labelSmoothing: 0.1 }, outputs: 33, targets: 'classes' },
    { spec: {}, outputs: 3, targets: 'classes', classWeights: [1, 2, 0.5] },
  ],
  binaryCrossEntropy: [
    { spec: { labelSmoothing: 0.1 }, outputs: 1, targets: 'shares' },
    { spec: {}, outputs: 1, targets: 'shares', classWeights: [1, 3] },
  ],
  focal: [
    { spec: { gamma: 1.5 }, outputs: 4, targets: 'classes' },
    { spec: {}, outputs: 3, targets: 'classes', classWeights: [1, 2, 0.5] },
  ],
  hinge: [{ spec: { margin: 0.9 }, outputs: 3, targets: 'classes', kinked: true }],
  kullbackLeibler: [{ spec: {}, outputs: 4, targets: 'classes' }],
  cosine: [
    { spec: {}, outputs: 4, targets: 'classes' },
    { spec: {}, outputs: 3, targets: 'vectors' },
  ],
};

const rows = 13;

export function lossSubjects(): Subject[] {
  return Object.entries(lossCases).flatMap(([kind, cases]) =>
    cases.flatMap((given, index) => {
      const clean = (): Slope => slopeOf(kind, given, numbers(rows * given.outputs, 'outputs'));
      const spoiled = numbers(rows * given.outputs, 'outputs');
      spoiled[0] = Number.NaN;
      return [
        {
          name: `loss ${kind} ${index + 1}`,
          compute: () => computeSlope(clean()),
          ...(given.kinked === true ? {} : { slope: clean }),
        },
        {
          // Of a loss that is NaN a training ends; its gradients are of no use to anybody.
          name: `loss ${kind} ${index + 1}, NaN`,
          compute: async () => {
            const { value = new Float32Array() } = await computeSlope(slopeOf(kind, given, spoiled));
            return { value };
          },
        },
      ];
    }),
  );
}

function slopeOf(
  kind: string,
  { spec, outputs, targets, classWeights }: LossCase,
  values: Float32Array,
): Slope {
  const parsed = v.parse(lossSpecSchema, { kind, ...spec });
  const lossOf = createLoss(parsed, classWeights === undefined ? null : Float32Array.from(classWeights));
  return {
    inputs: [{ shape: [rows, outputs], values }],
    f: (given) => {
      if (given === undefined) throw new Error('no outputs');
      return lossOf(given, targetsOf(targets, outputs));
    },
  };
}

function targetsOf(kind: LossCase['targets'], outputs: number): tf.Tensor {
  const random = stream(2, 'targets');
  switch (kind) {
    case 'numbers':
      return tf.tensor(numbers(rows, 'targets'));
    case 'vectors':
      return tf.tensor(numbers(rows * outputs, 'targets'), [rows, outputs]);
    case 'counts':
      return tf.tensor(Float32Array.from({ length: rows }, () => random.integer(5)));
    case 'shares':
      return tf.tensor(Float32Array.from({ length: rows }, () => random.integer(2)));
    case 'classes':
      return tf.tensor(Int32Array.from({ length: rows }, () => random.integer(outputs)));
    default:
      return kind satisfies never;
  }
}
