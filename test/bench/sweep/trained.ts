import type { Params } from '#contract/param.ts';
import type { SearchSpaceInput } from '#contract/sweep.ts';
import { runTraining, spec } from '../../support/training.ts';

/** What a small network reaches on a sample: its best loss on the held-out rows, over six hyperparameters. */
export interface TrainedFunction {
  readonly name: string;
  value(params: Params): Promise<number>;
}

export const trainedSpace: SearchSpaceInput = {
  learningRate: { type: 'float', low: 1e-4, high: 0.3, log: true },
  weightDecay: { type: 'float', low: 1e-6, high: 1, log: true },
  layers: { type: 'int', low: 1, high: 3 },
  width: { type: 'int', low: 8, high: 128, log: true },
  dropout: { type: 'float', low: 0, high: 0.6 },
  activation: { type: 'categorical', choices: ['relu', 'tanh', 'gelu'] },
};

export const trainedFunctions: readonly TrainedFunction[] = [
  trained('digits-mlp', 'digits.csv', 5),
  trained('breast-cancer', 'breast_cancer.csv', 10),
];

function trained(name: string, file: string, epochs: number): TrainedFunction {
  return {
    name,
    value: async (params) => {
      const activation = String(params['activation']);
      if (activation !== 'relu' && activation !== 'tanh' && activation !== 'gelu')
        throw new Error(activation);
      const { points } = await runTraining(
        spec({
          dataset: {
            source: { kind: 'sample', name: file },
            target: 'target',
            types: { target: 'category' },
          },
          preprocessing: [{ step: 'standardise' }],
          model: {
            kind: 'mlp',
            hidden: new Array<number>(Number(params['layers'])).fill(Number(params['width'])),
            activation,
            dropout: Number(params['dropout']),
          },
          loss: { kind: 'crossEntropy' },
          optimizer: {
            kind: 'adamw',
            learningRate: Number(params['learningRate']),
            weightDecay: Number(params['weightDecay']),
          },
          epochs,
          batchSize: 32,
          engine: 'embedded',
        }),
      );
      // A training that diverged told nothing after that; a guess by the classes' shares alone is better than 10.
      return Math.min(10, ...points('val/loss').flatMap(({ value }) => (Number.isNaN(value) ? [] : [value])));
    },
  };
}
