import * as v from 'valibot';
import { datasetSpecSchema } from './dataset.ts';
import { adapterSpecSchema, freezeSchema } from './training/adapting.ts';
import { averagingSpecSchema } from './training/averaging.ts';
import { budgetSpecSchema, onNonFiniteSpecSchema } from './training/budget.ts';
import { checkpointsSpecSchema } from './training/checkpoints.ts';
import { earlyStoppingSpecSchema } from './training/early-stopping.ts';
import { initializerSpecSchema } from './training/initializer.ts';
import { lossSpecSchema } from './training/loss.ts';
import { metricsSchema } from './training/metrics.ts';
import { modelSpecSchema } from './training/model.ts';
import { count, number } from './training/numbers.ts';
import { optimizerSpecSchema } from './training/optimizer.ts';
import { preprocessingStepSchema } from './training/preprocessing.ts';
import { samplingSpecSchema } from './training/sampling.ts';
import { scheduleSpecSchema } from './training/schedule.ts';
import { specVersion } from './version.ts';

export * from './training/adapting.ts';
export * from './training/averaging.ts';
export * from './training/budget.ts';
export * from './training/checkpoints.ts';
export * from './training/early-stopping.ts';
export * from './training/image-steps.ts';
export * from './training/initializer.ts';
export * from './training/layers.ts';
export * from './training/loss.ts';
export * from './training/metrics.ts';
export * from './training/model.ts';
export * from './training/optimizer.ts';
export * from './training/preprocessing.ts';
export * from './training/sampling.ts';
export * from './training/schedule.ts';

export const engineChoices = ['auto', 'embedded', 'javascript', 'native', 'cuda', 'webgpu'] as const;
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
  /** What of the model is not trained. */
  freeze: v.optional(freezeSchema),
  /** Instead of the weights that another run gives, narrow matrices beside them are trained. */
  adapter: v.optional(adapterSpecSchema),
  loss: lossSpecSchema,
  optimizer: optimizerSpecSchema,
  schedule: v.optional(scheduleSpecSchema, { kind: 'constant', warmupSteps: 0 }),
  averaging: v.optional(averagingSpecSchema),
  earlyStopping: v.optional(earlyStoppingSpecSchema),
  /** Limits besides the length. */
  budget: v.optional(budgetSpecSchema),
  /** Ends as failed when left out. */
  onNonFinite: v.optional(onNonFiniteSpecSchema),
  /** Whether a training is watched for what is ill about it; on when left out. */
  doctor: v.optional(v.picklist(['on', 'off'], 'has to be "on" or "off"')),
  /** The newest two and the best one when left out. */
  checkpoints: v.optional(checkpointsSpecSchema),
  /** Exactly one of epochs and steps. */
  epochs: v.optional(count(1)),
  steps: v.optional(count(1)),
  batchSize: v.optional(
    v.union([count(1), v.literal('full')], 'has to be a whole number of at least 1, or "full"'),
    32,
  ),
  /** Gradients of so many batches are averaged for one step: a batch as many times as large, in the memory of one. */
  accumulateBatches: v.optional(count(1)),
  /** Outputs inside the model are computed again for the gradient instead of kept: less memory, about a third more time. */
  recompute: v.optional(v.boolean()),
  /** Validation is measured this often; once an epoch when left out. */
  evaluateEverySteps: v.optional(count(1)),
  /** Measured at every evaluation; the sensible few for the target when left out. */
  metrics: v.optional(metricsSchema),
  /** Of text only: what a language model writes at every evaluation. */
  sampling: v.optional(samplingSpecSchema),
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
  v.forward(
    v.check(
      (spec) => spec.adapter === undefined || spec.initializer?.kind === 'run',
      'adapts the weights of another run: write {"kind": "run", "run": NUMBER} as the initializer, or take the adapter out',
    ),
    ['adapter'],
  ),
  v.forward(
    v.check(
      (spec) => spec.adapter === undefined || spec.freeze === undefined,
      'is not needed beside an adapter, which leaves all given weights as they are',
    ),
    ['freeze'],
  ),
);
export type TrainingSpec = v.InferOutput<typeof trainingSpecSchema>;
export type TrainingSpecInput = v.InferInput<typeof trainingSpecSchema>;
