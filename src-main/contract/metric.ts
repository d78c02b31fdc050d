import * as v from 'valibot';
import { milestoneAxes } from './milestone.ts';

export const metricKeySchema = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));

export type MetricDirection = 'minimise' | 'maximise';

/** What is known of one metric of one run without reading its history. NaN never counts as best, min or max. */
export interface MetricSummary {
  readonly count: number;
  readonly last: number;
  readonly lastStep: number;
  /** What the weights reach that the run keeps, measured at its end; the last point until then. */
  readonly final: number;
  readonly finalStep: number;
  readonly min: number | null;
  readonly minStep: number | null;
  readonly max: number | null;
  readonly maxStep: number | null;
  readonly best: number | null;
  readonly bestStep: number | null;
  readonly direction: MetricDirection;
}

/** Points of one metric as columns: steps, times (epoch milliseconds) and values, all of one length. */
export interface PointColumns {
  readonly steps: Float64Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/**
 * Larger is better for what names itself so (accuracy, r2, auc, f1, …); smaller for all else. Both `val/accuracy`
 * and `accuracy` are understood, and whole words only: `error2` is no r2.
 */
export function metricDirection(key: string): MetricDirection {
  const words = wordsOf(key);
  return !lossWords.test(words) && (scoreWords.test(words) || rateWords.test(words))
    ? 'maximise'
    : 'minimise';
}

/**
 * Whether a metric tells how good a model is; the others, such as a learning rate, tell how it was trained. What one
 * batch gave, such as `batch/loss`, tells as much of its rows as of the model: it is drawn, and never held against a
 * figure of a whole split.
 */
export function isGoal(key: string): boolean {
  if (key.startsWith('batch/')) return false;
  const words = wordsOf(key);
  return (
    lossWords.test(words) || scoreWords.test(words) || !(rateWords.test(words) || courseWords.test(words))
  );
}

/** What values a metric can have, as far as its name tells: an accuracy lies from 0 to 1, R² is 1 at most. */
export function metricRange(key: string): readonly [least: number, most: number] {
  const words = wordsOf(key).trim();
  const isShare = shareWords.test(words) && !lossWords.test(words);
  if (isShare || words === 'calibration error') return [0, 1];
  if (/\b(mcc|matthews correlation)\b/.test(words)) return [-1, 1];
  if (/\br2\b/.test(words)) return [Number.NEGATIVE_INFINITY, 1];
  if (words === 'perplexity') return [1, Number.POSITIVE_INFINITY];
  if (notNegativeWords.test(words)) return [0, Number.POSITIVE_INFINITY];
  return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

/**
 * Whether a value holds until the next one, as a setting does: it is told when it changes, so that a slope between two
 * points would show values that there never were.
 */
export function isHeld(key: string): boolean {
  return heldWords.test(wordsOf(key).trim());
}

const heldWords = /^(learning rate|lr)$/;
const shareWords = /\b(accuracy|acc|precision|recall|sensitivity|specificity|f1|auc|iou|dice)\b/;
const notNegativeWords = /^(mae|rmse|mse|mape|median absolute error|log loss|brier|bits per character)$/;

/**
 * Which of the runs that are compared by a metric are best: all that are equally good. None where neither way is
 * better, and none where fewer than two have a finite value, which is no contest.
 */
export function bestOf(
  values: readonly (number | null)[],
  direction: MetricDirection | null,
): readonly boolean[] {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (direction === null || finite.length < 2) return values.map(() => false);
  const best = finite.reduce((one, other) =>
    direction === 'maximise' ? Math.max(one, other) : Math.min(one, other),
  );
  return values.map((value) => value === best);
}

const lossWords = /\b(loss(es)?|errors?)\b/;
const scoreWords =
  /\b(accuracy|acc|precision|recall|sensitivity|specificity|f1|fbeta|r2|roc|auc|ap|map|mcc|kappa|correlation|iou|dice|bleu|psnr|ssim|scores?|rewards?)\b/;
const rateWords = /\b(throughput|per second)\b/;
const courseWords =
  /\b(learning rate|lr|norm|momentum|temperature|epochs?|steps?|time|duration|seconds|memory)\b/;

/** The words of what follows the last slash, in small letters: `samplesPerSecond` is "samples per second". */
function wordsOf(key: string): string {
  return key
    .slice(key.lastIndexOf('/') + 1)
    .replace(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .toLowerCase();
}

/** One line of a chart on the grid that all lines of the answer share. NaN where a bucket has no finite point. */
export interface SeriesLine {
  readonly run: number;
  readonly key: string;
  /** Points of the metric in the asked range, all of which went into the columns below. */
  readonly count: number;
  readonly first: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly last: Float64Array;
  /** Smoothed over all points before reduction; present when smoothing was asked for. */
  readonly smoothed?: Float64Array;
  /** Of a line that stands for a group of runs: its band. */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
  /** Where values were not finite: x of each (at most 1,000), with which kind it was. */
  readonly nonFinite: readonly { readonly x: number; readonly kind: 'nan' | 'inf' | '-inf' }[];
}

/** Lines reduced for a width, on one grid of buckets aligned to absolute x, so that they do not jitter. */
export interface SeriesAnswer {
  /** x of every bucket: its left edge, or the exact x of single points when nothing had to be reduced. */
  readonly x: Float64Array;
  /** Width of a bucket in units of x; 0 when every point is drawn as it is. */
  readonly bucketWidth: number;
  readonly lines: readonly SeriesLine[];
}

/**
 * How lines are smoothed: by exponential moving averages over points (`ema`) or over x (`timeEma`), by the mean of a
 * window around each point, or by a Gaussian around it.
 */
export const smoothers = ['timeEma', 'ema', 'mean', 'gaussian'] as const;
export type Smoother = (typeof smoothers)[number];

export const seriesRequestSchema = v.strictObject({
  lines: v.pipe(
    v.array(v.strictObject({ run: v.number(), key: metricKeySchema })),
    v.maxLength(10_000, 'asks for more than 10,000 lines'),
  ),
  /**
   * `relative` is milliseconds since the run started; `epoch` counts in fractions, `examples` rows (of a text:
   * stretches) that were trained on, `energy` watt-hours; `metric` is the value of another metric, named by `xKey`.
   */
  x: v.optional(v.picklist(['step', 'relative', 'time', ...milestoneAxes, 'metric']), 'step'),
  /** Where `x` is `metric`: points count at whose step both were measured. */
  xKey: v.optional(metricKeySchema),
  /** Plot width in device pixels; there are at most as many buckets. */
  width: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20_000)),
  from: v.optional(v.number()),
  to: v.optional(v.number()),
  /** How much of what came before remains in a smoothed value: 0 is no smoothing, below 1. */
  smoothing: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.9999)), 0),
  /** Exponential moving average when left out. */
  smoother: v.optional(v.picklist(smoothers)),
});
export type SeriesRequest = v.InferOutput<typeof seriesRequestSchema>;
