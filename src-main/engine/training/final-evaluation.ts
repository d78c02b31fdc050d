import type {
  ClassCurve,
  ClassEvaluation,
  EvaluationResult,
  NumberEvaluation,
  TrainingFit,
} from '#contract/evaluation.ts';
import {
  fittingMetrics,
  givesProbabilities,
  type MetricName,
  type TrainingSpec,
} from '#contract/training.ts';
import { growingFloat64 } from '../../base/growing-array.ts';
import { classCurves } from '../loss/curves.ts';
import { tallyProbabilities } from '../loss/probability-tally.ts';
import { rankingFigures } from '../loss/ranking.ts';
import { numberEvaluation } from '../loss/residuals.ts';
import { tallyScores } from '../loss/score-tally.ts';
import type { Weights } from '../model/model.ts';
import type { FittedTable } from '../preprocessing/fitted.ts';
import { decodeTarget } from '../preprocessing/target.ts';
import { openBaseline } from './baseline.ts';
import { evaluate } from './evaluate.ts';
import { measuredTarget, type Prepared } from './prepared.ts';

/** Curves of more classes would not be told apart. */
const mostCurves = 20;
/** Scores are kept for every row and class; areas and curves are left out where they would fill the memory. */
const mostScores = 20_000_000;
/** Training rows are measured as many as held-out ones, and at least so many; of a text, stretches. */
const leastTrainRows = { table: 10_000, text: 256 };

type Target = FittedTable['target'];

/** Every figure that means something, and what is drawn of the held-out rows; null where nothing is held out. */
export function finalEvaluation(
  spec: TrainingSpec,
  prepared: Prepared,
  weights: Weights,
): EvaluationResult | null {
  const { fitted, validation, train } = prepared;
  if (validation === null) return null;
  const { metrics, hasScores } = meaningful(spec, prepared, validation.count);
  const baseline = openBaseline(spec, prepared, metrics);
  const parts = fitted.kind === 'table' ? openParts(spec, prepared, fitted.target, hasScores) : null;
  const { loss, metrics: figures } = evaluate(spec, prepared, weights, validation, {
    metrics,
    ...(baseline === null ? {} : { targets: baseline.add }),
    ...(parts === null ? {} : { observe: parts.observe }),
  });
  return {
    rows: validation.count,
    trainRows: train.count,
    loss,
    metrics: figures,
    classes: parts?.classes() ?? null,
    numbers: parts?.numbers() ?? null,
    baseline: baseline?.result(figures) ?? null,
  };
}

/** The same figures of the rows that were learned from, so that both can stand side by side. */
export function trainingFit(spec: TrainingSpec, prepared: Prepared, weights: Weights): TrainingFit {
  const { fitted, train, validation } = prepared;
  const limit = Math.max(validation?.count ?? 0, leastTrainRows[fitted.kind]);
  const rows = Math.min(train.count, limit);
  const { metrics } = meaningful(spec, prepared, rows);
  const baseline = openBaseline(spec, prepared, metrics);
  const { loss, metrics: figures } = evaluate(spec, prepared, weights, train, {
    limit,
    metrics,
    ...(baseline === null ? {} : { targets: baseline.add }),
  });
  return {
    rows,
    trainRows: train.count,
    loss,
    metrics: figures,
    baseline: baseline?.result(figures) ?? null,
  };
}

/** Every metric that means something for so many rows. */
function meaningful(
  spec: TrainingSpec,
  { fitted }: Prepared,
  rows: number,
): { readonly metrics: readonly MetricName[]; readonly hasScores: boolean } {
  const measured = measuredTarget(fitted);
  const hasScores =
    fitted.kind === 'table' && measured.kind === 'class' && rows * measured.classCount <= mostScores;
  const metrics = fittingMetrics(measured, spec.loss.kind).filter(
    (name) => hasScores || (name !== 'rocAuc' && name !== 'prAuc'),
  );
  return { metrics, hasScores };
}

interface Parts {
  readonly observe: (outputs: ArrayLike<number>, targets: ArrayLike<number>) => void;
  classes(): ClassEvaluation | null;
  numbers(): NumberEvaluation | null;
}

/** Null where a model gives its inputs again: what is drawn of it is its reconstructions. */
function openParts(spec: TrainingSpec, prepared: Prepared, target: Target, hasScores: boolean): Parts | null {
  switch (target.kind) {
    case 'class':
      return openClasses(spec, prepared.positive, target.classes, hasScores);
    case 'number':
      return openNumbers(target);
    case 'inputs':
      return null;
  }
}

function openClasses(
  spec: TrainingSpec,
  positive: number,
  classes: readonly string[],
  hasScores: boolean,
): Parts {
  const scores = hasScores ? tallyScores(classes.length, positive) : null;
  const probabilities = givesProbabilities(spec.loss.kind) ? tallyProbabilities(classes.length) : null;
  return {
    observe: (logits, targets) => {
      for (let row = 0; row < targets.length; row++) {
        const actual = targets[row] ?? -1;
        scores?.add(logits, row * classes.length, actual);
        probabilities?.add(logits, row * classes.length, actual);
      }
    },
    classes: () => {
      const curves = (scores?.columns() ?? []).map(
        ({ class: of, scores: own, positive: is }): ClassCurve => ({
          name: classes[of] ?? '',
          positives: is.reduce((sum, one) => sum + one, 0),
          rows: is.length,
          ...rankingFigures(own, is),
          ...classCurves(own, is),
        }),
      );
      return {
        positive: classes.length === 2 ? (classes[positive] ?? null) : null,
        curves: mostCommon(curves),
        calibration: probabilities?.bins() ?? null,
      };
    },
    numbers: () => null,
  };
}

/** Those of the classes with most rows, in their own order. */
function mostCommon(curves: readonly ClassCurve[]): readonly ClassCurve[] {
  if (curves.length <= mostCurves) return curves;
  const kept = new Set([...curves].sort((a, b) => b.positives - a.positives).slice(0, mostCurves));
  return curves.filter((curve) => kept.has(curve));
}

function openNumbers(target: Extract<Target, { kind: 'number' }>): Parts {
  const actual = growingFloat64();
  const predicted = growingFloat64();
  return {
    observe: (outputs, targets) => {
      for (let row = 0; row < targets.length; row++) {
        actual.push(decodeTarget(target, targets[row] ?? Number.NaN));
        predicted.push(decodeTarget(target, outputs[row] ?? Number.NaN));
      }
    },
    classes: () => null,
    numbers: () => numberEvaluation(actual.toArray(), predicted.toArray()),
  };
}
