import type { Sentence } from '#contract/sentence.ts';
import type { SpecPlan, StepPreview } from '#contract/methods/specs.ts';
import type { Params } from '#contract/param.ts';
import type { MeasuredTarget, MetricName } from '#contract/training.ts';
import type { Split } from '../dataset/split.ts';
import type { Model } from '../model/model.ts';
import type { FittedPreprocessing } from '../preprocessing/fitted.ts';
import { openTokenizer } from '../preprocessing/text/tokenizer.ts';
import type { Examples } from './examples.ts';
import type { Inherited } from './inherited.ts';
import type { TrainingStart } from './start.ts';

/** Everything that training needs, made from the spec and the data, in plain arrays. */
export interface Prepared {
  readonly datasetSha256: string;
  readonly fitted: FittedPreprocessing;
  readonly model: Model;
  /** By the number of the class; null where all count alike. */
  readonly classWeights: Float32Array | null;
  readonly metrics: readonly MetricName[];
  /** Number of the class that precision, recall, F1 and the curves are of, where there are two. */
  readonly positive: number;
  readonly train: Examples;
  /** Null where nothing is held out. */
  readonly validation: Examples | null;
  /** Which rows of the dataset train and which are held out, by their numbers from 0; null of text. */
  readonly rows: Split | null;
  readonly plan: SpecPlan;
  /** Where epochs, and the optimizer's updates, are counted from. */
  readonly start: TrainingStart;
  /** Rows of one update. */
  readonly batchSize: number;
  /** Things that were done or noticed and that a person should know. */
  readonly notes: readonly Sentence[];
  /** Of a table with one number as the target: the training rows as the model sees them. */
  readonly trainRows: { readonly inputs: Float32Array; readonly targets: Float32Array | Int32Array } | null;
  /** Of a table: the targets of the training rows as the loss takes them; null of a text. */
  readonly trainTargets: Float32Array | Int32Array | null;
  /** The beginning of the training text, to begin samples with. */
  readonly opening: string;
  /** Of a table: its first training rows before and after every step; empty when the preprocessing was taken over. */
  readonly preview: readonly StepPreview[];
  /** Weights of another run to begin with; null where the training begins with its own, or goes on. */
  readonly inherited: Inherited | null;
  /** What the spec left open, as it was chosen: params by path. */
  readonly resolved: Params;
}

/** What an evaluation can say about a model of this data. */
export function measuredTarget(fitted: FittedPreprocessing): MeasuredTarget {
  if (fitted.kind === 'text') return { kind: 'text', classCount: openTokenizer(fitted).count };
  return fitted.target.kind === 'class'
    ? { kind: 'class', classCount: fitted.target.classes.length }
    : { kind: 'number', reconstructs: fitted.target.kind === 'inputs' };
}
