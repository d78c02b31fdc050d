import { figuresOf, type BaselineResult, type TrainingFit } from '#contract/evaluation.ts';
import type { RunDetail } from '#contract/run.ts';
import { shortNumber, table } from './output.ts';

/** The figure that decides, beside the trivial answer's; null where a run did not come to its end. */
export function trivialLine({ results }: Pick<RunDetail, 'results'>): string | null {
  const { judged } = figuresOf(results);
  if (judged === null) return null;
  const { baseline, metrics, rows } = judged;
  const figure = (of: Readonly<Record<string, number>>): string => figureText(baseline.metric, of);
  const where = rows === 'heldOut' ? 'held-out' : 'training';
  return `${baseline.metric} ${figure(metrics)} on the ${where} rows; always ${trivialAnswer(baseline)}: ${figure(baseline.metrics)}`;
}

function figureText(metric: string, figures: Readonly<Record<string, number>>): string {
  const value = figures[metric];
  const isShare = metric === 'accuracy' && value !== undefined && Number.isFinite(value);
  return isShare ? `${(value * 100).toFixed(1)} %` : shortNumber(value);
}

/** Of both splits, as the end was measured, beside what the trivial answer reaches. */
export function figureTables({ results }: Pick<RunDetail, 'results'>): readonly string[] {
  const { evaluation, fit, judged } = figuresOf(results);
  const columns = [
    ...(evaluation === null ? [] : [{ name: `held-out (${evaluation.rows})`, of: evaluation }]),
    ...(fit === null ? [] : [{ name: `training (${fit.rows})`, of: fit }]),
  ].map(({ name, of }) => ({ name, values: withLoss(of) }));
  if (columns.length === 0) return [];
  if (judged !== null)
    columns.push({ name: `always ${trivialAnswer(judged.baseline)}`, values: judged.baseline.metrics });
  const keys = [...new Set(columns.flatMap(({ values }) => Object.keys(values)))];
  return [
    table(
      ['at the end', ...columns.map(({ name }) => name)],
      keys.map((key) => [key, ...columns.map(({ values }) => shortNumber(values[key]))]),
    ),
  ];
}

function withLoss({
  loss,
  metrics,
}: Pick<TrainingFit, 'loss' | 'metrics'>): Readonly<Record<string, number>> {
  return { loss, ...metrics };
}

function trivialAnswer({ kind, answer }: BaselineResult): string {
  if (kind === 'unigram') return 'by frequency';
  if (kind === 'columnMeans') return 'the means';
  return typeof answer === 'number' ? `${shortNumber(answer)} (${kind})` : `"${String(answer)}"`;
}
