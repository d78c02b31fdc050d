import * as v from 'valibot';
import { trainingSpecSchema } from '../training.ts';
import { count, positive } from '../training/numbers.ts';
import { commandSpecSchema } from './command.ts';
import { objectiveSchema, outcomeLimitSchema } from './objective.ts';
import { prunerSpecSchema } from './pruner.ts';
import { repeatSpecSchema } from './repeat.ts';
import { samplerSpecSchema } from './sampler.ts';
import { searchSpaceSchema } from './search-space.ts';

/** A search over params: what a trial does (`command` or `training`), what may vary, what is to be reached. */
export const sweepSpecSchema = v.pipe(
  v.strictObject({
    name: v.optional(v.pipe(v.string(), v.minLength(1, 'is empty'))),
    sampler: v.optional(samplerSpecSchema, 'auto'),
    pruner: v.optional(prunerSpecSchema, 'none'),
    seed: v.optional(count(0), 0),
    trials: count(1),
    /** As many at once; unset: as many as the machine has room for. */
    workers: v.optional(count(1)),
    objective: v.optional(objectiveSchema),
    objectives: v.optional(v.pipe(v.array(objectiveSchema), v.minLength(1, 'has to name at least one'))),
    /** What an outcome has to keep to. */
    limits: v.optional(v.array(outcomeLimitSchema), []),
    command: v.optional(commandSpecSchema),
    training: v.optional(trainingSpecSchema),
    space: searchSpaceSchema,
    /** What params have to keep to among themselves, such as "batch * accumulation <= 512". */
    constraints: v.optional(v.array(v.string()), []),
    /** Numbers of earlier sweeps for the same metric: what their trials reached is known from the start. */
    earlier: v.optional(v.pipe(v.array(count(1)), v.maxLength(20, 'names more than 20 sweeps'))),
    /** The best few are repeated until their order is certain; not at all when left out. */
    repeat: v.optional(repeatSpecSchema),
    /** Of the whole sweep; whichever is used up first ends it. */
    budget: v.optional(
      v.strictObject({
        seconds: v.optional(positive),
        wattHours: v.optional(positive),
        memoryBytes: v.optional(positive),
      }),
      {},
    ),
  }),
  v.forward(
    v.check(
      ({ objective, objectives }) => (objective === undefined) !== (objectives === undefined),
      'give either an objective or several objectives, not both',
    ),
    ['objective'],
  ),
  v.forward(
    v.check(
      ({ command, training }) => (command === undefined) !== (training === undefined),
      'give either a command or a training, not both',
    ),
    ['command'],
  ),
  v.transform(({ objective, objectives, ...rest }) => ({
    ...rest,
    objectives: objectives ?? (objective === undefined ? [] : [objective]),
  })),
);
/** As it is stored: everything that was left out is filled in, and one objective is a list of one. */
export type SweepSpec = v.InferOutput<typeof sweepSpecSchema>;
export type SweepSpecInput = v.InferInput<typeof sweepSpecSchema>;
