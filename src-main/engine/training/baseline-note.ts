import type { BaselineResult, TrainingFit } from '#contract/evaluation.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { say } from '#contract/sentence.ts';

/** Says where a model is no better than the trivial answer; nothing where it is. */
export function baselineNotes(
  { metrics, baseline }: { readonly baseline?: BaselineResult | null } & Pick<TrainingFit, 'metrics'>,
  rows: 'held-out' | 'training',
  step: number,
  explained: boolean,
): readonly TrainingEvent[] {
  if (baseline === null || baseline === undefined || baseline.beaten) return [];
  const { metric } = baseline;
  const [model, trivial] = [metrics[metric], baseline.metrics[metric]];
  const found = {
    metric,
    model: figure(metric, model),
    trivial: figure(metric, trivial),
    rows,
    explained: explained ? ('yes' as const) : ('no' as const),
  };
  const sentence =
    metric === 'logLoss'
      ? say('baseline.overconfident', found)
      : say('baseline.notBeaten', { ...found, answer: baseline.kind, value: valueOf(baseline) });
  const data = { ...baseline, model: model ?? null, trivial: trivial ?? null, rows };
  return [{ kind: 'note', name: 'baseline', step, ...sentence, data }];
}

function valueOf({ answer }: BaselineResult): string {
  return typeof answer === 'number' ? String(Number(answer.toPrecision(4))) : `"${String(answer)}"`;
}

function figure(metric: string, value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return String(value);
  if (metric === 'accuracy') return `${(value * 100).toFixed(1)} %`;
  return Math.abs(value) < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(3);
}
