import * as v from 'valibot';

/** Figures for a target of classes. Precision, recall and F1 without a word behind are of the positive one of two classes. */
export const classMetrics = [
  'accuracy',
  'balancedAccuracy',
  'top2Accuracy',
  'top3Accuracy',
  'top5Accuracy',
  'top10Accuracy',
  'precision',
  'precisionMacro',
  'precisionMicro',
  'precisionWeighted',
  'recall',
  'recallMacro',
  'recallMicro',
  'recallWeighted',
  'f1',
  'f1Macro',
  'f1Micro',
  'f1Weighted',
  'mcc',
  'rocAuc',
  'prAuc',
  'logLoss',
  'brier',
  'calibrationError',
] as const;
export type ClassMetric = (typeof classMetrics)[number];

/** Figures for a target of numbers, in its own units. */
export const numberMetrics = ['mae', 'rmse', 'r2', 'mape', 'medianAbsoluteError'] as const;
export type NumberMetric = (typeof numberMetrics)[number];

/** Figures for the next character of a text. */
export const textMetrics = [
  'perplexity',
  'bitsPerCharacter',
  'accuracy',
  'top2Accuracy',
  'top3Accuracy',
  'top5Accuracy',
  'top10Accuracy',
  'calibrationError',
] as const;
export type TextMetric = (typeof textMetrics)[number];

export type MetricName = ClassMetric | NumberMetric | TextMetric;
export const metricNames: readonly MetricName[] = [
  ...new Set<MetricName>([...classMetrics, ...numberMetrics, ...textMetrics]),
];

export const metricsSchema = v.array(v.picklist(metricNames));

/**
 * What is measured, as far as the choice of metrics cares. Of a text, the classes are its characters; `reconstructs`
 * says that it is a whole row, as the model sees its numbers.
 */
export type MeasuredTarget =
  | { readonly kind: 'class' | 'text'; readonly classCount: number }
  | { readonly kind: 'number'; readonly reconstructs?: boolean };

/** For whoever names none: what says most about the target in a chart or two. */
export function defaultMetrics(target: MeasuredTarget): readonly MetricName[] {
  switch (target.kind) {
    case 'class':
      return target.classCount === 2 ? ['accuracy', 'f1Macro', 'rocAuc'] : ['accuracy', 'f1Macro'];
    case 'number':
      return ['mae', 'rmse', 'r2'];
    case 'text':
      return ['perplexity', 'bitsPerCharacter'];
  }
}

const namesByTarget: Readonly<Record<MeasuredTarget['kind'], readonly MetricName[]>> = {
  class: classMetrics,
  number: numberMetrics,
  text: textMetrics,
};

/**
 * Every metric that means something for this target and the kind of the loss. A share of standardised numbers, which
 * lie around zero, means nothing.
 */
export function fittingMetrics(target: MeasuredTarget, loss: string): readonly MetricName[] {
  const shares = target.kind === 'number' && target.reconstructs === true ? ['mape'] : [];
  return namesByTarget[target.kind].filter(
    (name) => metricMisfit(name, target, loss) === null && !shares.includes(name),
  );
}

/** Why a metric means nothing for a target and a loss, in words; null where it does. */
export function metricMisfit(name: MetricName, target: MeasuredTarget, loss: string): string | null {
  if (!namesByTarget[target.kind].includes(name)) {
    const what = { class: 'a target of classes', number: 'a target of numbers', text: 'text' }[target.kind];
    return `"${name}" is not for ${what}.`;
  }
  if (target.kind === 'number') return null;
  const top = topOf(name);
  if (top !== null && top >= target.classCount) {
    return `"${name}" is 1 whatever the model does, since there are only ${target.classCount} classes.`;
  }
  if (target.classCount !== 2 && ['precision', 'recall', 'f1'].includes(name)) {
    return `"${name}" is for two classes, and there are ${target.classCount}: say how they are averaged, as "${name}Macro" does.`;
  }
  if (['logLoss', 'brier', 'calibrationError'].includes(name) && !givesProbabilities(loss)) {
    return `"${name}" needs probabilities, which the loss "${loss}" does not give.`;
  }
  return null;
}

/** The k of `top5Accuracy`; null for every other metric. */
export function topOf(name: MetricName): number | null {
  const match = /^top(\d+)Accuracy$/.exec(name);
  return match === null ? null : Number(match[1]);
}

/** Whether softmax of the outputs estimates probabilities: margins and directions only say which class is nearest. */
export function givesProbabilities(loss: string): boolean {
  return loss !== 'hinge' && loss !== 'cosine';
}
