import * as v from 'valibot';
import { datasetSpecSchema } from './dataset.ts';
import { specVersion } from './version.ts';

/** Says what was given, so that "has to be above 0" need not be guessed at. */
const received = (issue: { readonly received: string }): string => issue.received;
const number = v.number((issue) => `has to be a number, not ${received(issue)}`);
const positive = v.pipe(
  number,
  v.finite((issue) => `has to be a finite number, not ${received(issue)}`),
  v.gtValue(0, (issue) => `has to be above 0, not ${received(issue)}`),
);
const notNegative = v.pipe(
  number,
  v.finite((issue) => `has to be a finite number, not ${received(issue)}`),
  v.minValue(0, (issue) => `has to be 0 or more, not ${received(issue)}`),
);
const count = (least: number) =>
  v.pipe(
    v.number((issue) => `has to be a whole number, not ${received(issue)}`),
    v.safeInteger((issue) => `has to be a whole number, not ${received(issue)}`),
    v.minValue(least, (issue) => `has to be at least ${least}, not ${received(issue)}`),
  );
const share = v.pipe(
  number,
  v.minValue(0, (issue) => `has to be from 0 to below 1, not ${received(issue)}`),
  v.ltValue(1, (issue) => `has to be from 0 to below 1, not ${received(issue)}`),
);

/** Steps of preprocessing, in order. Every one is fitted on the training split only. */
export const preprocessingStepSchema = v.variant('step', [
  /** Missing numbers become the mean, median or a constant; missing categories the commonest one. */
  v.strictObject({
    step: v.literal('impute'),
    with: v.optional(v.picklist(['mean', 'median', 'constant']), 'mean'),
    constant: v.optional(number),
    columns: v.optional(v.array(v.string())),
  }),
  /** (x − mean) / standard deviation. */
  v.strictObject({ step: v.literal('standardise'), columns: v.optional(v.array(v.string())) }),
  /** To [0, 1] by the smallest and largest value of the training rows. */
  v.strictObject({ step: v.literal('minMax'), columns: v.optional(v.array(v.string())) }),
  /** Divided by a constant, as grey levels are. */
  v.strictObject({
    step: v.literal('scale'),
    divideBy: positive,
    columns: v.optional(v.array(v.string())),
  }),
  /** A column per category; an unseen one gives zeros and a warning. */
  v.strictObject({ step: v.literal('oneHot'), columns: v.optional(v.array(v.string())) }),
  /** Number columns in order become an image of [height, width, channels]. */
  v.strictObject({
    step: v.literal('image'),
    shape: v.tuple([count(1), count(1), count(1)]),
  }),
  /** Text to character ids; rarer characters than `minCount` become one id "unknown". */
  v.strictObject({ step: v.literal('characters'), minCount: v.optional(count(1), 1) }),
]);
export type PreprocessingStep = v.InferOutput<typeof preprocessingStepSchema>;

const activationSchema = v.picklist(['relu', 'tanh', 'sigmoid', 'gelu', 'elu', 'leakyRelu', 'swish']);
export type Activation = v.InferOutput<typeof activationSchema>;

export const modelSpecSchema = v.variant('kind', [
  /** Linear or, with a classification loss, softmax/logistic regression. */
  v.strictObject({ kind: v.literal('linear'), bias: v.optional(v.boolean(), true) }),
  v.strictObject({
    kind: v.literal('mlp'),
    hidden: v.pipe(v.array(count(1)), v.maxLength(100)),
    activation: v.optional(activationSchema, 'relu'),
    dropout: v.optional(share, 0),
  }),
  /** Blocks of convolution, activation and max-pooling, then dense layers. Needs the step "image". */
  v.strictObject({
    kind: v.literal('cnn'),
    blocks: v.pipe(
      v.array(
        v.strictObject({
          filters: count(1),
          kernel: v.optional(count(1), 3),
          /** Side of the pooling window; 1 is no pooling. */
          pool: v.optional(count(1), 2),
        }),
      ),
      v.minLength(1, 'a CNN needs at least one block'),
    ),
    dense: v.optional(v.array(count(1)), [64]),
    activation: v.optional(activationSchema, 'relu'),
    dropout: v.optional(share, 0),
  }),
  /** Decoder-only transformer over characters, pre-norm. */
  v.strictObject({
    kind: v.literal('transformer'),
    contextLength: v.optional(count(2), 64),
    layers: v.optional(count(1), 2),
    heads: v.optional(count(1), 4),
    width: v.optional(count(1), 64),
    feedForward: v.optional(count(1)),
    dropout: v.optional(share, 0),
  }),
]);
export type ModelSpec = v.InferOutput<typeof modelSpecSchema>;

/** Weights at the start. Biases start at zero, gains of norms at one. */
export const initializerSpecSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('zeros') }),
  v.strictObject({
    kind: v.literal('constant'),
    value: v.pipe(number, v.finite('has to be a finite number')),
  }),
  v.strictObject({ kind: v.literal('uniform'), limit: v.optional(positive, 0.05) }),
  v.strictObject({
    kind: v.literal('normal'),
    standardDeviation: v.optional(positive, 0.02),
  }),
  v.strictObject({
    kind: v.literal('truncatedNormal'),
    standardDeviation: v.optional(positive, 0.02),
  }),
  v.strictObject({ kind: v.literal('glorotUniform') }),
  v.strictObject({ kind: v.literal('glorotNormal') }),
  v.strictObject({ kind: v.literal('heUniform') }),
  v.strictObject({ kind: v.literal('heNormal') }),
  v.strictObject({ kind: v.literal('lecunUniform') }),
  v.strictObject({ kind: v.literal('lecunNormal') }),
]);
export type InitializerSpec = v.InferOutput<typeof initializerSpecSchema>;

export const lossSpecSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('meanSquaredError') }),
  v.strictObject({ kind: v.literal('meanAbsoluteError') }),
  v.strictObject({ kind: v.literal('huber'), delta: v.optional(positive, 1) }),
  /** Softmax cross-entropy from logits over two or more classes, or over the next character. */
  v.strictObject({
    kind: v.literal('crossEntropy'),
    labelSmoothing: v.optional(share, 0),
  }),
]);
export type LossSpec = v.InferOutput<typeof lossSpecSchema>;

const learningRate = positive;
const weightDecay = v.optional(notNegative, 0);
/** Gradients are scaled down when their global norm is above this. */
const clipNorm = v.optional(positive);

export const optimizerSpecSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('sgd'), learningRate, weightDecay, clipNorm }),
  v.strictObject({
    kind: v.literal('momentum'),
    learningRate,
    momentum: v.optional(share, 0.9),
    nesterov: v.optional(v.boolean(), false),
    weightDecay,
    clipNorm,
  }),
  v.strictObject({
    kind: v.literal('adagrad'),
    learningRate,
    epsilon: v.optional(positive, 1e-10),
    weightDecay,
    clipNorm,
  }),
  v.strictObject({
    kind: v.literal('rmsprop'),
    learningRate,
    decay: v.optional(share, 0.99),
    epsilon: v.optional(positive, 1e-8),
    momentum: v.optional(share, 0),
    weightDecay,
    clipNorm,
  }),
  v.strictObject({
    kind: v.literal('adam'),
    learningRate,
    beta1: v.optional(share, 0.9),
    beta2: v.optional(share, 0.999),
    epsilon: v.optional(positive, 1e-8),
    weightDecay,
    clipNorm,
  }),
  /** Adam with decoupled weight decay. */
  v.strictObject({
    kind: v.literal('adamw'),
    learningRate,
    beta1: v.optional(share, 0.9),
    beta2: v.optional(share, 0.999),
    epsilon: v.optional(positive, 1e-8),
    weightDecay: v.optional(notNegative, 0.01),
    clipNorm,
  }),
]);
export type OptimizerSpec = v.InferOutput<typeof optimizerSpecSchema>;

const warmupSteps = v.optional(count(0), 0);
/** Factor on the learning rate by step; a linear warm-up from 0 may come before any. */
export const scheduleSpecSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('constant'), warmupSteps }),
  v.strictObject({
    kind: v.literal('step'),
    everySteps: count(1),
    factor: positive,
    warmupSteps,
  }),
  v.strictObject({
    kind: v.literal('exponential'),
    decay: v.pipe(positive, v.maxValue(1)),
    warmupSteps,
  }),
  /** Half a cosine from 1 to `final` over the whole training. */
  v.strictObject({ kind: v.literal('cosine'), final: v.optional(share, 0), warmupSteps }),
]);
export type ScheduleSpec = v.InferOutput<typeof scheduleSpecSchema>;

export const engineChoices = ['auto', 'embedded', 'javascript', 'native', 'cuda'] as const;
export type EngineChoice = (typeof engineChoices)[number];

function versionMessage(issue: { readonly input: number }): string {
  return issue.input > specVersion
    ? `${issue.input} is newer than this Descent, which knows version ${specVersion}: update Descent to train this spec`
    : `${issue.input} is no version of the training spec; write ${specVersion}`;
}

/** The one document that says what to train. The form, the CLI and sweeps all start from it. */
const trainingSpecObject = v.strictObject({
  version: v.optional(
    v.pipe(
      number,
      v.check((version) => version === specVersion, versionMessage),
    ),
    specVersion,
  ),
  name: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.minLength(1, 'is empty'),
      v.maxLength(200, 'is longer than 200 characters'),
    ),
  ),
  experiment: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.minLength(1, 'is empty'),
      v.maxLength(200, 'is longer than 200 characters'),
    ),
    'Default',
  ),
  tags: v.optional(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(100))), []),
  dataset: datasetSpecSchema,
  preprocessing: v.optional(v.array(preprocessingStepSchema), []),
  model: modelSpecSchema,
  /** By the model when left out: He for relu layers, Glorot for others, normal 0.02 for transformers. */
  initializer: v.optional(initializerSpecSchema),
  loss: lossSpecSchema,
  optimizer: optimizerSpecSchema,
  schedule: v.optional(scheduleSpecSchema, { kind: 'constant', warmupSteps: 0 }),
  /** Exactly one of epochs and steps. */
  epochs: v.optional(count(1)),
  steps: v.optional(count(1)),
  batchSize: v.optional(
    v.union([count(1), v.literal('full')], 'has to be a whole number of at least 1, or "full"'),
    32,
  ),
  /** Validation is measured this often; once an epoch when left out. */
  evaluateEverySteps: v.optional(count(1)),
  seed: v.optional(count(0), 0),
  engine: v.optional(v.picklist(engineChoices, `has to be one of ${engineChoices.join(', ')}`), 'auto'),
});
export const trainingSpecSchema = v.pipe(
  trainingSpecObject,
  v.forward(
    v.check(
      (spec) => (spec.epochs === undefined) !== (spec.steps === undefined),
      'say how long to train: give either epochs or steps, not both',
    ),
    ['epochs'],
  ),
);
export type TrainingSpec = v.InferOutput<typeof trainingSpecSchema>;
export type TrainingSpecInput = v.InferInput<typeof trainingSpecSchema>;
