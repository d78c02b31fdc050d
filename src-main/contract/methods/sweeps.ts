import * as v from 'valibot';
import type { InputIssue } from '../errors.ts';
import { metricKeySchema } from '../metric.ts';
import { paramValueSchema } from '../param.ts';
import type { Sentence } from '../sentence.ts';
import {
  sweepIdSchema,
  trialNumberSchema,
  type SweepCurves,
  type InterruptedSweep,
  type SweepDetail,
  type SweepImportance,
  type SweepPageAnswer,
  type SweepRow,
  type TrialOutput,
} from '../sweep/sweep-view.ts';
import { searchSpaceSchema } from '../sweep/search-space.ts';
import { sweepSpecSchema, type SweepSpec } from '../sweep/sweep.ts';
import { read, write } from './method.ts';

const sweep = v.strictObject({ sweep: sweepIdSchema });
const trial = v.strictObject({ sweep: sweepIdSchema, trial: trialNumberSchema });

export interface SweepCheck {
  readonly issues: readonly InputIssue[];
  /** What is worth knowing before the start. */
  readonly notes: readonly Sentence[];
  /** The spec with everything that was left out; null where there are issues. */
  readonly spec: SweepSpec | null;
  /** Of a command: what its first trial would run, and where; to be shown before it is started. */
  readonly command: { readonly argv: readonly string[]; readonly cwd: string } | null;
}

export const sweepMethods = {
  /** The newest first. */
  'sweeps.list': read(v.strictObject({})).returns<readonly SweepRow[]>(),
  /** Those that Descent's own end interrupted, the newest first. */
  'sweeps.interrupted': read(v.strictObject({})).returns<readonly InterruptedSweep[]>(),
  'sweeps.show': read(sweep).returns<SweepDetail>(),
  /** What its page needs, trials by columns, with the curves of the best `curves` trials. */
  'sweeps.page': read(
    v.strictObject({
      sweep: sweepIdSchema,
      curves: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000)),
    }),
  ).returns<SweepPageAnswer>(),
  'sweeps.curves': read(
    v.strictObject({
      sweep: sweepIdSchema,
      metric: v.optional(metricKeySchema),
      /** Those of all trials where left out. */ trials: v.optional(
        v.pipe(v.array(trialNumberSchema), v.maxLength(1000)),
      ),
    }),
  ).returns<SweepCurves>(),
  'sweeps.importance': read(sweep).returns<SweepImportance>(),
  /** What a trial was chosen by, what its command printed, and all that it told. */
  'sweeps.trialOutput': read(trial).returns<TrialOutput>(),
  /** What `sweeps.start` would say; starts nothing. */
  'sweeps.check': read(v.strictObject({ spec: sweepSpecSchema })).returns<SweepCheck>(),
  /**
   * Refuses a spec that cannot be searched with, naming the place. A command is run only where `confirmed` repeats its
   * arguments as they are written in the spec: whoever starts it has seen them.
   */
  'sweeps.start': write(
    v.strictObject({ spec: sweepSpecSchema, confirmed: v.optional(v.array(v.string())) }),
  ).returns<{ readonly sweep: number }>(),
  /** What trains is stopped with a checkpoint, commands are ended; all go on with `sweeps.resume`. */
  'sweeps.pause': write(sweep).returns<null>(),
  /** Goes on with a paused, interrupted or stopped sweep, where it was. */
  'sweeps.resume': write(sweep).returns<null>(),
  /** Ends it: its open trials count as stopped early. */
  'sweeps.stop': write(sweep).returns<null>(),
  /** More trials or more time; a complete sweep goes on. */
  'sweeps.extend': write(
    v.strictObject({
      sweep: sweepIdSchema,
      trials: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000))),
      seconds: v.optional(v.pipe(v.number(), v.minValue(1))),
    }),
  ).returns<null>(),
  /**
   * Another space from the next trial on, narrower or wider, with other params or without some. Trials so far stay as
   * they are, and tell as much as they have in common with it. Refuses as `sweeps.start` does.
   */
  'sweeps.changeSpace': write(
    v.strictObject({ sweep: sweepIdSchema, space: searchSpaceSchema }),
  ).returns<null>(),
  /** A trial with params of a user's, tried next. */
  'sweeps.addTrial': write(
    v.strictObject({ sweep: sweepIdSchema, params: v.record(v.string(), paramValueSchema) }),
  ).returns<{ readonly trial: number }>(),
  'sweeps.stopTrial': write(trial).returns<null>(),
  /** Begins a failed or pruned trial anew. */
  'sweeps.retryTrial': write(trial).returns<null>(),
  /** An excluded trial counts for nothing. */
  'sweeps.excludeTrial': write(
    v.strictObject({ sweep: sweepIdSchema, trial: trialNumberSchema, excluded: v.boolean() }),
  ).returns<null>(),
  'sweeps.rename': write(
    v.strictObject({
      sweep: sweepIdSchema,
      name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
    }),
  ).returns<null>(),
  /** Moves it out of sight; its runs stay. Refused while it runs. */
  'sweeps.delete': write(sweep).returns<null>(),
};
