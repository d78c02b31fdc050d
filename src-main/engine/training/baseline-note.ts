import type { BaselineResult, TrainingFit } from '#contract/evaluation.ts';
import type { TrainingEvent } from '#contract/training-event.ts';

/** Says where a model is no better than the trivial answer; nothing where it is. */
export function baselineNotes(
  { metrics, baseline }: { readonly baseline?: BaselineResult | null } & Pick<TrainingFit, 'metrics'>,
  rows: 'held-out' | 'training',
  step: number,
): readonly TrainingEvent[] {
  if (baseline === null || baseline === undefined || baseline.beaten) return [];
  const { metric } = baseline;
  const [model, trivial] = [metrics[metric], baseline.metrics[metric]];
  const found = `${words[metric] ?? metric} ${figure(metric, model)} against ${figure(metric, trivial)} on the ${rows} rows`;
  const message =
    metric === 'logLoss'
      ? `The model's probabilities are worse than the classes' shares of the training rows: ${found}. It is surer than it is right. Train for fewer steps, stop early, or add weight decay or dropout.`
      : `The model is no better than always answering ${answerOf(baseline)}: ${found}. Try another learning rate (a tenth of it), more steps, or another model.`;
  const data = { ...baseline, model: model ?? null, trivial: trivial ?? null, rows };
  return [{ kind: 'note', name: 'baseline', step, message, data }];
}

const words: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  logLoss: 'log loss',
  rmse: 'RMSE',
  mae: 'MAE',
  bitsPerCharacter: 'bits per character',
};

function answerOf({ kind, answer }: BaselineResult): string {
  const value = typeof answer === 'number' ? String(Number(answer.toPrecision(4))) : `"${String(answer)}"`;
  switch (kind) {
    case 'majority':
      return `the most common class, ${value}`;
    case 'mean':
    case 'median':
    case 'quantile':
      return `the ${kind} of the training rows, ${value}`;
    case 'unigram':
      return 'by how often each token comes up';
    case 'columnMeans':
      return 'the mean of every column';
  }
}

function figure(metric: string, value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return String(value);
  if (metric === 'accuracy') return `${(value * 100).toFixed(1)} %`;
  return Math.abs(value) < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(3);
}
