import * as v from 'valibot';
import { imageStepSchemas } from './image-steps.ts';
import { textSteps } from './text-steps.ts';
import { count, notNegative, number, positive } from './numbers.ts';

/** Every feature that the step can work on when left out. */
const columns = v.optional(v.array(v.string()));
const namedColumns = v.pipe(v.array(v.string()), v.minLength(1, 'has to name at least one column'));

export const datePartNames = ['year', 'month', 'day', 'weekday', 'hour', 'dayOfYear'] as const;
export type DatePartName = (typeof datePartNames)[number];

/** Steps of preprocessing, in order. Every one is fitted on the training split only. */
export const preprocessingStepSchema = v.variant('step', [
  /** Missing numbers become the mean, median, commonest value or a constant; missing categories the commonest one. */
  v.strictObject({
    step: v.literal('impute'),
    with: v.optional(v.picklist(['mean', 'median', 'mode', 'constant']), 'mean'),
    constant: v.optional(number),
    /** What missing categories become, instead of the commonest one. */
    category: v.optional(v.string()),
    /** A further column of 0 and 1 for every column with holes: where something was missing. */
    indicator: v.optional(v.boolean(), false),
    columns,
  }),
  /** Rows without a value in these columns are refused, in training and at prediction. */
  v.strictObject({ step: v.literal('require'), columns }),
  /** (x − mean) / standard deviation. */
  v.strictObject({ step: v.literal('standardise'), columns }),
  /** To [0, 1] by the smallest and largest value of the training rows. */
  v.strictObject({ step: v.literal('minMax'), columns }),
  /** (x − median) / interquartile range: far-off values count little. */
  v.strictObject({ step: v.literal('robust'), columns }),
  /** Divided by a constant, as grey levels are. */
  v.strictObject({ step: v.literal('scale'), divideBy: positive, columns }),
  /** log(1 + x), for amounts from 0 on. */
  v.strictObject({ step: v.literal('log'), columns }),
  /** The power that makes the training values most like a normal distribution, then standardised. */
  v.strictObject({
    step: v.literal('yeoJohnson'),
    standardise: v.optional(v.boolean(), true),
    columns,
  }),
  /** By rank among the training values: evenly spread over [0, 1], or normally distributed. */
  v.strictObject({
    step: v.literal('quantile'),
    to: v.optional(v.picklist(['uniform', 'normal']), 'uniform'),
    /** Landmarks that are kept; at most as many as there are training rows. */
    quantiles: v.optional(v.pipe(count(2), v.maxValue(10_000, 'has to be at most 10000')), 1000),
    columns,
  }),
  /** Values beyond the limits become the limits; `tails` takes them from the training rows. */
  v.strictObject({
    step: v.literal('clip'),
    min: v.optional(number),
    max: v.optional(number),
    /** Share of the training rows that is cut off at either end. */
    tails: v.optional(v.pipe(positive, v.ltValue(0.5, 'has to be below 0.5'))),
    columns,
  }),
  /** A column per category. */
  v.strictObject({
    step: v.literal('oneHot'),
    /** A category that training never saw: all zeros, a column of its own, or refused. */
    unseen: v.optional(v.picklist(['zeros', 'own', 'error']), 'zeros'),
    /** `first` leaves out the first category, which the others then tell. */
    drop: v.optional(v.picklist(['none', 'first']), 'none'),
    /** Categories of fewer training rows share one column. */
    minCount: v.optional(count(1), 1),
    columns,
  }),
  /** Categories to 0, 1, 2, … */
  v.strictObject({
    step: v.literal('ordinal'),
    /** All categories from the lowest to the highest; sorted when left out. */
    order: v.optional(v.pipe(v.array(v.string()), v.minLength(1, 'has to name at least one category'))),
    /** A category that training never saw: −1, a missing value for a later step to fill, or refused. */
    unseen: v.optional(v.picklist(['own', 'missing', 'error']), 'own'),
    columns,
  }),
  /** Categories to ids, each of which the model gives a vector of its own to learn; missing ones share id 0. */
  v.strictObject({
    step: v.literal('embed'),
    /** A category that training never saw: id 0, or refused. */
    unseen: v.optional(v.picklist(['own', 'error']), 'own'),
    /** Categories of fewer training rows share id 0, whose vector then is that of the unusual. */
    minCount: v.optional(count(1), 1),
    columns,
  }),
  /** Categories to few columns by a hash: whatever comes at prediction has its place. */
  v.strictObject({
    step: v.literal('hashing'),
    buckets: v.optional(v.pipe(count(2), v.maxValue(4096, 'has to be at most 4096')), 16),
    /** Half of the categories count −1, so that those that share a column cancel out rather than add up. */
    signed: v.optional(v.boolean(), true),
    columns,
  }),
  /** Each category becomes the mean of the target over its training rows, drawn towards the mean of all. */
  v.strictObject({
    step: v.literal('targetEncoding'),
    /** Rows that the mean of all counts for; by the spread within each category when left out. */
    smooth: v.optional(notNegative),
    /** A training row is encoded by the rows of the other folds, so that it does not see its own target. */
    folds: v.optional(v.pipe(count(2), v.maxValue(100, 'has to be at most 100')), 5),
    columns,
  }),
  /** Dates to numbers. */
  v.strictObject({
    step: v.literal('dateParts'),
    /** All that differ among the training rows when left out. */
    parts: v.optional(v.pipe(v.array(v.picklist(datePartNames)), v.minLength(1, 'has to name at least one'))),
    /** Sine and cosine instead of a number: December lies beside January. */
    cyclic: v.optional(v.boolean(), false),
    columns,
  }),
  /** Free text to a column per term: how often it occurs, whether it does, or tf-idf. */
  v.strictObject({
    step: v.literal('bagOfWords'),
    weighting: v.optional(v.picklist(['tfidf', 'count', 'binary']), 'tfidf'),
    /** What a term is made of. */
    unit: v.optional(v.picklist(['words', 'characters']), 'words'),
    /** Terms are up to so many neighbours together. */
    longest: v.optional(v.pipe(count(1), v.maxValue(5, 'has to be at most 5')), 1),
    /** The commonest terms, at most. */
    vocabularySize: v.optional(v.pipe(count(1), v.maxValue(20_000, 'has to be at most 20000')), 1000),
    /** Terms in fewer training texts are left out. */
    minCount: v.optional(count(1), 2),
    lowercase: v.optional(v.boolean(), true),
    columns,
  }),
  /** Products of columns beside them: a², a·b, b². */
  v.strictObject({
    step: v.literal('polynomial'),
    degree: v.optional(v.pipe(count(2), v.maxValue(6, 'has to be at most 6')), 2),
    /** Products of different columns only, without powers. */
    interactionsOnly: v.optional(v.boolean(), false),
    columns,
  }),
  /** Only these columns go on, in this order. */
  v.strictObject({ step: v.literal('select'), columns: namedColumns }),
  /** These columns end here. */
  v.strictObject({ step: v.literal('drop'), columns: namedColumns }),
  /** Number columns in order become an image of [height, width, channels]. */
  v.strictObject({
    step: v.literal('image'),
    shape: v.tuple([count(1), count(1), count(1)]),
  }),
  ...imageStepSchemas,
  ...textSteps,
]);
export type PreprocessingStep = v.InferOutput<typeof preprocessingStepSchema>;
