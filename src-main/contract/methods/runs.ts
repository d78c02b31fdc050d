import * as v from 'valibot';
import { mostCompared, type Differences, type NotComparable } from '../comparable.ts';
import { mostPredicting, predictionOrders, type ComparedPredictions } from '../compared-predictions.ts';
import {
  metricKeySchema,
  seriesRequestSchema,
  type MetricDirection,
  type PointColumns,
  type SeriesAnswer,
} from '../metric.ts';
import { paramValueSchema, type ParamValue } from '../param.ts';
import type { InputIssue } from '../errors.ts';
import { comparisonMethods, type GroupComparison } from '../group-comparison.ts';
import { groupedSeriesSchema, type GroupedSeriesAnswer } from '../grouped-series.ts';
import type { SpecEdit, Undone } from '../live-edit.ts';
import type { LineageEntry } from '../lineage.ts';
import type { RunGroup } from '../run-group.ts';
import type { Difference, Verification } from '../reproduction.ts';
import type { Prediction, RunLayer } from '../result.ts';
import { longestQuery } from '../run-query/parse.ts';
import {
  runIdSchema,
  runStates,
  type ConsoleLine,
  type RunDetail,
  type RunEvent,
  type RunRow,
} from '../run.ts';
import { trainingSpecSchema } from '../training.ts';
import type { ValueColumns } from '../value-columns.ts';
import { read, write } from './method.ts';
import type { SpecPlan } from './specs.ts';

const run = v.strictObject({ run: runIdSchema });
const runs = v.strictObject({
  runs: v.pipe(v.array(runIdSchema), v.minLength(1, 'name at least one run'), v.maxLength(10_000)),
});

const tagsSchema = v.pipe(
  v.array(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100))),
  v.maxLength(100),
);

const step = v.pipe(v.number('has to be a step'), v.integer(), v.minValue(0));
const stopAt = v.optional(v.pipe(v.number('has to be a step'), v.integer(), v.minValue(1)));
const branch = v.strictObject({
  run: runIdSchema,
  /** Updates done: the step of one of its checkpoints. */
  step,
  /** By path, such as `optimizer.learningRate`; null takes a setting out. */
  changes: v.optional(v.record(v.string(), v.unknown()), {}),
});

const bytes = v.pipe(
  v.custom<Uint8Array>((value) => value instanceof Uint8Array, 'has to be bytes'),
  v.check((value) => value.length <= 64 * 1024 * 1024, 'is larger than 64 MB'),
);
/** A PNG or JPEG of any size, or the values of an image in the size of the data. */
export const predictionImageSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('file'), bytes }),
  v.strictObject({ kind: v.literal('pixels'), bytes }),
]);
export type PredictionImage = v.InferOutput<typeof predictionImageSchema>;

const fieldSchema = v.pipe(v.string(), v.maxLength(1000));

/** `state`, `name`, `created`, `started`, `duration`, `param:PATH`, `metric:KEY` (last) `metric:KEY:best|min|max`, `field:VALUE`. */
const sortSchema = v.strictObject({
  by: v.pipe(v.string(), v.maxLength(1100)),
  direction: v.optional(v.picklist(['asc', 'desc']), 'desc'),
});

/** Which runs, in which order. */
const questionEntries = {
  sort: v.optional(sortSchema, { by: 'created', direction: 'desc' }),
  /** Words that must all occur in name, experiment, state, a tag or a text param, or be the number of a param. */
  text: v.optional(v.pipe(v.string(), v.maxLength(1000)), ''),
  /** Which runs and in which order, in the language of contract/run-query; its order goes before `sort`. */
  query: v.optional(v.pipe(v.string(), v.maxLength(longestQuery)), ''),
  states: v.optional(v.array(v.picklist(runStates))),
  experiment: v.optional(v.string()),
  /** Runs on one of these contents of datasets, by their SHA-256. */
  datasets: v.optional(v.pipe(v.array(v.string()), v.maxLength(1000))),
  /** These alone. */
  runs: v.optional(v.pipe(v.array(runIdSchema), v.maxLength(10_000))),
  trashed: v.optional(v.boolean(), false),
  /** `no` leaves out those that were archived, `only` all others. */
  archived: v.optional(v.picklist(['no', 'only', 'all']), 'all'),
};

export const runMethods = {
  'runs.list': read(
    v.strictObject({
      ...questionEntries,
      offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000)), 100),
      /** Params and metrics to send along; all when left out. */
      params: v.optional(v.array(v.string())),
      metrics: v.optional(v.array(metricKeySchema)),
      /** Values of the query language to send along, by their text: `metrics.val/loss.at(100)`. */
      fields: v.optional(v.pipe(v.array(fieldSchema), v.maxLength(200))),
    }),
  ).returns<{ readonly rows: readonly RunRow[]; readonly total: number }>(),
  /**
   * The same runs in groups: by a value of the query language, such as `params.batchSize` or `tags.baseline`, or by
   * `settings`, which are all params but the seed. `fields` are told of each group.
   */
  'runs.groups': read(
    v.strictObject({
      ...questionEntries,
      by: fieldSchema,
      fields: v.optional(v.pipe(v.array(fieldSchema), v.maxLength(200)), []),
    }),
  ).returns<{ readonly groups: readonly RunGroup[]; readonly total: number }>(),
  /** Values of up to 10,000 of the runs as columns: what charts over runs are made of. */
  'runs.valueColumns': read(
    v.strictObject({ ...questionEntries, fields: v.pipe(v.array(fieldSchema), v.maxLength(50)) }),
  ).returns<ValueColumns>(),
  /** Names to choose columns from, commonest first. */
  'runs.columns': read(v.strictObject({})).returns<RunNames>(),
  /** Values of a param in the runs, commonest first; by the name of a part also those of its kind. */
  'runs.values': read(v.strictObject({ path: v.pipe(v.string(), v.maxLength(1000)) })).returns<
    readonly ParamValue[]
  >(),
  'runs.show': read(run).returns<RunDetail>(),
  'runs.series': read(seriesRequestSchema).returns<SeriesAnswer>(),
  /** One line with a band for each group of lines. */
  'runs.groupedSeries': read(groupedSeriesSchema).returns<GroupedSeriesAnswer>(),
  /** Every point of a metric, exact and in order. */
  'runs.points': read(
    v.strictObject({
      run: runIdSchema,
      key: metricKeySchema,
      offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)), 1_000_000),
    }),
  ).returns<PointColumns & { readonly total: number }>(),
  'runs.events': read(
    v.strictObject({
      run: runIdSchema,
      after: v.optional(v.number(), 0),
      limit: v.optional(v.number(), 1000),
    }),
  ).returns<readonly RunEvent[]>(),
  'runs.console': read(
    v.strictObject({
      run: runIdSchema,
      after: v.optional(v.number(), 0),
      limit: v.optional(v.number(), 5000),
    }),
  ).returns<readonly ConsoleLine[]>(),
  /** Rows of params where the runs differ first; metrics with the best run of each. */
  'runs.compare': read(
    v.strictObject({
      runs: v.pipe(
        v.array(runIdSchema),
        v.minLength(2, 'choose at least two runs'),
        v.maxLength(mostCompared, `at most ${mostCompared} runs fit side by side`),
      ),
    }),
  ).returns<RunComparison>(),
  /**
   * Whether the settings of these runs are better than those of the first, by all of their seeds and folds: with
   * `others` also by complete runs of the same settings that were not named. By the metric that says most where none is
   * named.
   */
  'runs.compareGroups': read(
    v.strictObject({
      runs: v.pipe(
        v.array(runIdSchema),
        v.minLength(1, 'choose at least one run'),
        v.maxLength(1000, 'at most 1,000 runs are compared in groups'),
      ),
      metric: v.optional(metricKeySchema),
      method: v.optional(v.picklist(comparisonMethods), 'auto'),
      /** Runs of the same seed and fold are held against each other where all have one. */
      pairs: v.optional(v.boolean(), true),
      others: v.optional(v.boolean(), true),
    }),
  ).returns<GroupComparison>(),
  /**
   * What these models answer for the rows that all of them held out, where they disagree first. Computed with their
   * checkpoints; a run that cannot be asked is told of in the notes.
   */
  'runs.comparePredictions': read(
    v.strictObject({
      runs: v.pipe(
        v.array(runIdSchema),
        v.minLength(1, 'choose at least one run'),
        v.maxLength(mostPredicting, `at most ${mostPredicting} runs predict side by side`),
      ),
      order: v.optional(v.picklist(predictionOrders), 'disagreement'),
      offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 50),
    }),
  ).returns<ComparedPredictions>(),
  'runs.predict': read(
    v.strictObject({
      run: runIdSchema,
      values: v.optional(v.record(v.string(), paramValueSchema), {}),
      /** For a model of images, instead of values. */
      image: v.optional(predictionImageSchema),
    }),
  ).returns<Prediction>(),
  /**
   * The run as a ZIP archive: spec, weights as safetensors, fitted preprocessing, every point, and how to read them;
   * `not_found` without a checkpoint.
   */
  'runs.export': read(run).returns<{ readonly name: string; readonly bytes: Uint8Array }>(),
  /** Layers whose weights another training may begin with, as its initializer; `not_found` without a checkpoint. */
  'runs.layers': read(run).returns<readonly RunLayer[]>(),
  /** With `stopAt` it stops after this step, as if it had been asked to. */
  'runs.start': write(v.strictObject({ spec: trainingSpecSchema, stopAt })).returns<{
    readonly run: number;
  }>(),
  'runs.pause': write(run).returns<null>(),
  'runs.resume': write(v.strictObject({ run: runIdSchema, stopAt })).returns<null>(),
  /** At once, or once its epoch is over. */
  'runs.stop': write(
    v.strictObject({ run: runIdSchema, afterEpoch: v.optional(v.boolean(), false) }),
  ).returns<null>(),
  /**
   * Changes settings of a run that trains, from its next step on; the state before is kept as a checkpoint. Throws
   * `invalid_input` naming the field for what makes no spec or may not be changed on the way, and `conflict` for a run
   * that does not train.
   */
  'runs.edit': write(
    v.strictObject({ run: runIdSchema, changes: v.record(v.string(), v.unknown()) }),
  ).returns<SpecEdit>(),
  /** What is wrong with such changes, or what they amount to; never throws for what is wrong in them. */
  'runs.checkEdit': read(
    v.strictObject({ run: runIdSchema, changes: v.record(v.string(), v.unknown()) }),
  ).returns<{ readonly issues: readonly InputIssue[]; readonly plan: SpecPlan | null }>(),
  /**
   * Takes a change of settings back, the last one when left out, with all that came after it: the run goes on from the
   * checkpoint before it. One that had stopped stays stopped there. Throws `not_found` where there is no such change,
   * and `conflict` for a run that is complete or that a later branch shares its history with.
   */
  'runs.undoEdit': write(
    v.strictObject({
      run: runIdSchema,
      /** Its place among the run's edits, from 0. */
      edit: v.optional(v.pipe(v.number('has to be a number'), v.integer(), v.minValue(0))),
    }),
  ).returns<Undone>(),
  /**
   * A new run that goes on from a checkpoint of this one after `step`, with some settings changed. Throws `not_found`
   * with the steps that have a checkpoint, and `invalid_input` for changes that the weights, or the data, do not fit.
   */
  'runs.branch': write(branch).returns<{ readonly run: number }>(),
  /** What is wrong with such a branch, or what it amounts to; never throws for what is wrong in it. */
  'runs.checkBranch': read(branch).returns<{
    readonly issues: readonly InputIssue[];
    readonly plan: SpecPlan | null;
  }>(),
  /** The runs that this one came from and those that came from them, parents before children. */
  'runs.lineage': read(run).returns<readonly LineageEntry[]>(),
  /** Gives the bytes back, unless another run needs the same file. */
  'runs.deleteCheckpoint': write(v.strictObject({ run: runIdSchema, step })).returns<{
    readonly freedBytes: number;
  }>(),
  /**
   * Computes a stretch of the training again and compares bits: from the checkpoint after `from`, the last but one
   * when left out, for `steps` steps, up to the next checkpoint when left out. Answers when it is done.
   */
  'runs.verify': write(
    v.strictObject({
      run: runIdSchema,
      from: v.optional(step),
      steps: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
  ).returns<Verification>(),
  /** What decides over the bits of a training and is not now what it was when the run was trained. */
  'runs.differences': read(run).returns<readonly Difference[]>(),
  /** Trains the spec of a run again, as it was; when it ends, its result `rerun` tells whether the bits are the same. */
  'runs.rerun': write(run).returns<{ readonly run: number }>(),
  'runs.rename': write(
    v.strictObject({
      run: runIdSchema,
      name: v.pipe(v.string(), v.trim(), v.minLength(1, 'is empty'), v.maxLength(200)),
    }),
  ).returns<null>(),
  'runs.setTags': write(
    v.strictObject({
      run: runIdSchema,
      tags: tagsSchema,
    }),
  ).returns<null>(),
  /** Gives tags to runs and takes others away; `before` are the tags of those that were changed. */
  'runs.changeTags': write(
    v.strictObject({ ...runs.entries, add: v.optional(tagsSchema, []), remove: v.optional(tagsSchema, []) }),
  ).returns<{ readonly before: readonly { readonly run: number; readonly tags: readonly string[] }[] }>(),
  /** Each run has these tags and no others afterwards: the way back. */
  'runs.assignTags': write(
    v.strictObject({
      runs: v.pipe(v.array(v.strictObject({ run: runIdSchema, tags: tagsSchema })), v.maxLength(10_000)),
    }),
  ).returns<null>(),
  /** To an experiment, made where there is none of this name; `before` is where those were that moved. */
  'runs.move': write(
    v.strictObject({
      ...runs.entries,
      experiment: v.pipe(v.string(), v.trim(), v.minLength(1, 'is empty'), v.maxLength(200)),
    }),
  ).returns<{ readonly before: readonly { readonly run: number; readonly experiment: string }[] }>(),
  /** Slots of colours that somebody chose: ten colours, then again with dashes; `before` are those of the changed runs. */
  'runs.setColors': write(
    v.strictObject({
      runs: v.pipe(
        v.array(
          v.strictObject({
            run: runIdSchema,
            color: v.pipe(v.number('has to be a slot'), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
          }),
        ),
        v.maxLength(10_000),
      ),
    }),
  ).returns<{ readonly before: readonly { readonly run: number; readonly color: number }[] }>(),
  /** Out of sight, or back; `changed` are those that were not there yet. */
  'runs.archive': write(v.strictObject({ ...runs.entries, archived: v.boolean() })).returns<{
    readonly changed: readonly number[];
  }>(),
  'runs.setNotes': write(
    v.strictObject({ run: runIdSchema, notes: v.pipe(v.string(), v.maxLength(100_000)) }),
  ).returns<null>(),
  /** To the trash; a running one is refused with `conflict`. */
  'runs.delete': write(runs).returns<{ readonly moved: number }>(),
  'runs.restore': write(runs).returns<{ readonly restored: number }>(),
  /** Deletes what is in the trash for good and gives its bytes back to the disk. */
  'runs.emptyTrash': write(v.strictObject({})).returns<{
    readonly runs: number;
    /** What the deleted runs took of the database and of the files. */
    readonly freedBytes: number;
  }>(),
};

/** What runs have, by its names. */
export interface RunNames {
  readonly params: readonly string[];
  readonly metrics: readonly string[];
  readonly tags: readonly string[];
  readonly engines: readonly string[];
}

export interface RunComparison {
  readonly runs: readonly RunRow[];
  /**
   * One row per param path, those that differ first. `has` tells which runs have the param at all: null among the
   * values is chosen where a run has it, and stands in for nothing where it lacks it.
   */
  readonly params: readonly {
    readonly path: string;
    readonly differs: boolean;
    readonly has: readonly boolean[];
    readonly values: readonly ParamValue[];
  }[];
  /** What makes the runs' metrics differ beside how good they are. */
  readonly differences: Differences;
  /**
   * `final` is what the weights reach that each run keeps, and `best` marks the best of these; `bestValues` are the best
   * ever measured. `direction` is null where neither way is better; `apart` says why none is best, whatever the values.
   */
  readonly metrics: readonly {
    readonly key: string;
    readonly direction: MetricDirection | null;
    readonly apart: NotComparable | null;
    readonly final: readonly (number | null)[];
    readonly bestValues: readonly (number | null)[];
    readonly best: readonly boolean[];
  }[];
}
