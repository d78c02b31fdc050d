import { nearest } from '#contract/parse.ts';
import {
  classMetrics,
  defaultMetrics,
  fittingMetrics,
  metricMisfit,
  numberMetrics,
  textMetrics,
  type ClassMetric,
  type LossSpec,
  type MeasuredTarget,
  type MetricName,
  type NumberMetric,
  type TextMetric,
} from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';

/** Figures of an evaluation by their name without the split. */
export type Metrics = Readonly<Record<string, number>>;

/**
 * The metrics to measure: the spec's, each once, else the default ones. Throws `invalid_input` naming the place for one
 * that does not fit the target or the loss.
 */
export function chooseMetrics(
  wanted: readonly MetricName[] | undefined,
  target: MeasuredTarget,
  loss: LossSpec,
): readonly MetricName[] {
  if (wanted === undefined) return defaultMetrics(target);
  for (const [index, name] of wanted.entries()) {
    const reason = metricMisfit(name, target, loss.kind);
    if (reason === null) continue;
    const fitting = fittingMetrics(target, loss.kind);
    const near = nearest(name, fitting) ?? defaultMetrics(target)[0];
    throw inputError(`metrics.${index}`, `${reason} Those that fit: ${fitting.join(', ')}.`, near);
  }
  return [...new Set(wanted)];
}

export function isClassMetric(name: MetricName): name is ClassMetric {
  return (classMetrics as readonly string[]).includes(name);
}

export function isNumberMetric(name: MetricName): name is NumberMetric {
  return (numberMetrics as readonly string[]).includes(name);
}

export function isTextMetric(name: MetricName): name is TextMetric {
  return (textMetrics as readonly string[]).includes(name);
}
