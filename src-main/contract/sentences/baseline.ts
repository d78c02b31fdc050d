import type { BaselineResult } from '../evaluation.ts';

type Compared = {
  readonly metric: string;
  readonly model: string;
  readonly trivial: string;
  readonly rows: 'held-out' | 'training';
  /** Whether the training doctor has said why already. */
  readonly explained: 'yes' | 'no';
};

type NotBeaten = Compared & {
  readonly answer: BaselineResult['kind'];
  readonly value: string;
};

/** A model beside the trivial answer. */
export const baselineSentences = {
  'baseline.overconfident': (compared: Compared) =>
    `The model's probabilities are worse than the classes' shares of the training rows: ${found(compared)}. ${helpOf(compared, 'It is surer than it is right. Lower the learning rate, train for fewer steps, stop early, or add weight decay or dropout.')}`,
  'baseline.notBeaten': (compared: NotBeaten) =>
    `The model is no better than always answering ${answerOf(compared)}: ${found(compared)}. ${helpOf(compared, 'Try another learning rate (a tenth of it), more steps, or another model.')}`,
} as const;

const metricNames: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  logLoss: 'log loss',
  rmse: 'RMSE',
  mae: 'MAE',
  bitsPerCharacter: 'bits per character',
};

function found({ metric, model, trivial, rows }: Compared): string {
  return `${metricNames[metric] ?? metric} ${model} against ${trivial} on the ${rows} rows`;
}

/** Two cures for one illness contradict each other. */
function helpOf({ explained }: Compared, help: string): string {
  return explained === 'yes' ? 'The training doctor says why, and what helps.' : help;
}

function answerOf({ answer, value }: NotBeaten): string {
  switch (answer) {
    case 'majority':
      return `the most common class, ${value}`;
    case 'mean':
    case 'median':
    case 'quantile':
      return `the ${answer} of the training rows, ${value}`;
    case 'unigram':
      return 'by how often each token comes up';
    case 'columnMeans':
      return 'the mean of every column';
  }
}
