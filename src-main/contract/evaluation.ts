import { isObject } from './objects.ts';
/** x and y of a curve, both of one length. */
export interface CurvePoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** How well one class is told from the rest as the threshold for it goes down. */
export interface ClassCurve {
  readonly name: string;
  /** Rows of the class, and of all classes. */
  readonly positives: number;
  readonly rows: number;
  /** Exact, from every row; the points below are thinned out for drawing. NaN where one kind of row is missing. */
  readonly rocAuc: number;
  readonly prAuc: number;
  /** x is the false positive rate, y the true positive rate. */
  readonly roc: CurvePoints;
  /** x is the recall, y the precision. */
  readonly precisionRecall: CurvePoints;
}

/** Rows whose predicted class had about the same probability. */
export interface CalibrationBin {
  /** Mean probability of the predicted class, and the share of rows in which it was the true one; NaN without rows. */
  readonly confidence: number;
  readonly accuracy: number;
  readonly rows: number;
}

export interface ClassEvaluation {
  /** Of two classes, the one that the figures without a word behind and the curve are of; null with more classes. */
  readonly positive: string | null;
  /** Of two classes the positive one; of more each against the rest, those with most rows, at most twenty. */
  readonly curves: readonly ClassCurve[];
  /** Fifteen bins from 0 to 1; null where the loss gives no probabilities. */
  readonly calibration: readonly CalibrationBin[] | null;
}

/** In the target's own units. */
export interface NumberEvaluation {
  /** Predicted against true: every row, or, of more than a thousand, the furthest off and every so-manieth of the rest. */
  readonly points: { readonly actual: Float64Array; readonly predicted: Float64Array };
  /** How many of the points are there because they are the furthest off; the others are an even sample. 0 when all rows are shown. */
  readonly furthest: number;
  /** Counts of predicted − true in equal bins. */
  readonly residuals: { readonly min: number; readonly max: number; readonly counts: readonly number[] };
  /** What figures over several held-out parts are pooled from: Σ(y − ŷ)², Σ|y − ŷ|, mean of y and Σ(y − ȳ)². */
  readonly sums: {
    readonly squared: number;
    readonly absolute: number;
    readonly mean: number;
    readonly spread: number;
  };
}

/** The most common class; the mean, the median or a quantile; each token as often as in the text; the mean of every column. */
export type BaselineKind = 'majority' | 'mean' | 'median' | 'quantile' | 'unigram' | 'columnMeans';

/** What the trivial answer reaches, which the training rows suggest and which asks no model: the least to be beaten. */
export interface BaselineResult {
  readonly kind: BaselineKind;
  /** The answer, a class or a number in the data's units; null where it is not a single one. */
  readonly answer: string | number | null;
  readonly metrics: Readonly<Record<string, number>>;
  /** The metric that decides, by the name it has among both figures. */
  readonly metric: string;
  /** Whether the model is better. */
  readonly beaten: boolean;
}

/** How good the weights that a run keeps are on the rows that they learned from. */
export interface TrainingFit {
  /** Rows that were measured, evenly spread over all training rows; `trainRows` counts those. */
  readonly rows: number;
  readonly trainRows: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** On the same rows. */
  readonly baseline: BaselineResult | null;
}

/** How good the weights that a run keeps are on its held-out rows, measured once at its end. */
export interface EvaluationResult {
  /** Held-out rows and training rows; of a text, stretches of it. */
  readonly rows: number;
  readonly trainRows: number;
  readonly loss: number;
  /** Every metric that means something for the target and the loss, asked for or not. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly classes: ClassEvaluation | null;
  readonly numbers: NumberEvaluation | null;
  /** On the same rows; left out by earlier versions. */
  readonly baseline?: BaselineResult | null;
}

/** What a run's results say of its figures; results are stored as plain documents, and one that does not fit is left out. */
export interface RunFigures {
  readonly evaluation: EvaluationResult | null;
  readonly fit: TrainingFit | null;
  /** Of the held-out rows, or of the training rows where none are held out. */
  readonly judged: {
    readonly rows: 'heldOut' | 'training';
    readonly metrics: Readonly<Record<string, number>>;
    readonly baseline: BaselineResult;
  } | null;
}

export function figuresOf(results: Readonly<Record<string, unknown>>): RunFigures {
  const evaluation = isEvaluation(results['evaluation']) ? results['evaluation'] : null;
  const fit = isFit(results['fit']) ? results['fit'] : null;
  const measured = evaluation ?? fit;
  const baseline = measured?.baseline ?? null;
  return {
    evaluation,
    fit,
    judged:
      measured === null || baseline === null
        ? null
        : { rows: evaluation === null ? 'training' : 'heldOut', metrics: measured.metrics, baseline },
  };
}

type Document = Readonly<Record<string, unknown>>;

function isEvaluation(value: unknown): value is EvaluationResult {
  return (
    isMeasured(value) &&
    (value['classes'] === null || isObject(value['classes'])) &&
    (value['numbers'] === null || isObject(value['numbers']))
  );
}

function isFit(value: unknown): value is TrainingFit {
  return isMeasured(value) && typeof value['trainRows'] === 'number';
}

function isMeasured(value: unknown): value is Document {
  return (
    isObject(value) &&
    typeof value['rows'] === 'number' &&
    typeof value['loss'] === 'number' &&
    isObject(value['metrics']) &&
    (value['baseline'] === undefined || value['baseline'] === null || isBaseline(value['baseline']))
  );
}

function isBaseline(value: unknown): value is BaselineResult {
  return (
    isObject(value) &&
    typeof value['kind'] === 'string' &&
    isObject(value['metrics']) &&
    typeof value['metric'] === 'string' &&
    typeof value['beaten'] === 'boolean'
  );
}
