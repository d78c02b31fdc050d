import type { BaselineResult } from '#contract/evaluation.ts';
import { formatNumber, formatPercent } from '../../format/number.ts';
import { t, tMaybe } from '../../messages/messages.svelte.ts';
import type { KnownResults } from './run-results.ts';

/** A figure on each split, beside the trivial answer's. Undefined where it was not measured. */
export interface FigureRow {
  readonly key: string;
  readonly name: string;
  readonly explanation: string;
  readonly heldOut: number | undefined;
  readonly trained: number | undefined;
  readonly trivial: number | undefined;
}

type Figures = Pick<KnownResults, 'evaluation' | 'fit' | 'judged'>;

export function figureRows({ evaluation, fit, judged }: Figures): readonly FigureRow[] {
  const heldOut = evaluation === null ? {} : { loss: evaluation.loss, ...evaluation.metrics };
  const trained = fit === null ? {} : { loss: fit.loss, ...fit.metrics };
  const keys = [...new Set([...Object.keys(heldOut), ...Object.keys(trained)])];
  return keys.map((key) => ({
    key,
    name: tMaybe(`metric.${key}`, key),
    explanation: tMaybe(`explain.metric.${key}`, ''),
    heldOut: valueOf(heldOut, key),
    trained: valueOf(trained, key),
    trivial: valueOf(judged?.baseline.metrics ?? {}, key),
  }));
}

/** What the trivial answer is, short enough for the head of a column. */
export function trivialName({ kind, answer }: BaselineResult): string {
  return t(`run.trivial.${kind}`, { answer: answerText(answer) });
}

/** Why the model is no better than the trivial answer, with both numbers; null where it is. */
export function notBetter(judged: KnownResults['judged']): string | null {
  if (judged === null || judged.baseline.beaten) return null;
  const { kind, answer, metric, metrics } = judged.baseline;
  const form = metric === 'accuracy' ? formatPercent : formatNumber;
  return t(metric === 'logLoss' ? 'run.notBetter.logLoss' : `run.notBetter.${kind}`, {
    answer: answerText(answer),
    metric: tMaybe(`metric.${metric}`, metric),
    model: form(judged.metrics[metric]),
    trivial: form(metrics[metric]),
    rows: judged.rows,
  });
}

function answerText(answer: BaselineResult['answer']): string {
  return typeof answer === 'number' ? formatNumber(answer) : (answer ?? '');
}

function valueOf(figures: Readonly<Record<string, number>>, key: string): number | undefined {
  return Object.hasOwn(figures, key) ? figures[key] : undefined;
}
