import * as v from 'valibot';
import { count, number, positive, share } from '../training/numbers.ts';
import { namedKind } from './named-kind.ts';

/** Trials drawn by chance before a model of what they reached is of use. */
const startupTrials = v.optional(count(1), 10);
const openShare = v.pipe(
  number,
  v.gtValue(0, (issue) => `has to be above 0 and below 1, not ${issue.received}`),
  v.ltValue(1, (issue) => `has to be above 0 and below 1, not ${issue.received}`),
);
const crossover = v.picklist(['simulatedBinary', 'uniform']);

/**
 * What proposes params. Each is a pure function of the trials so far, the seed and the trial's number:
 * `auto` chooses one of the others by space, budget, workers and objectives, and says why.
 */
export const samplerSpecSchema = namedKind(
  v.variant('kind', [
    v.strictObject({ kind: v.literal('auto') }),
    v.strictObject({
      kind: v.literal('grid'),
      /** Values of a param without steps of its own. */
      points: v.optional(count(1), 5),
      order: v.optional(v.picklist(['shuffled', 'sequential']), 'shuffled'),
    }),
    v.strictObject({ kind: v.literal('random') }),
    v.strictObject({ kind: v.literal('sobol'), scramble: v.optional(v.boolean(), true) }),
    v.strictObject({ kind: v.literal('latin-hypercube') }),
    v.strictObject({
      kind: v.literal('tpe'),
      startupTrials,
      /** Candidates drawn from the better trials' density, of which the best is taken. */
      candidates: v.optional(count(1), 24),
      /** One density of all params together instead of one for each; unset: together for a single objective. */
      multivariate: v.optional(v.boolean()),
      /** Params that are in use together have a density of their own: for spaces with conditions. */
      group: v.optional(v.boolean(), true),
      /** Trials that are still running count as bad ones, so that workers keep apart. */
      constantLiar: v.optional(v.boolean(), true),
      priorWeight: v.optional(positive, 1),
    }),
    v.strictObject({
      kind: v.literal('gp'),
      startupTrials,
      /** Trials that the model is made of at most: the best and the latest. */
      mostTrials: v.optional(count(10), 400),
    }),
    v.strictObject({
      kind: v.literal('cmaes'),
      populationSize: v.optional(count(2)),
      /** First step, in parts of each param's range. */
      sigma: v.optional(openShare, 1 / 6),
      restarts: v.optional(v.picklist(['none', 'ipop', 'bipop']), 'bipop'),
    }),
    v.strictObject({
      kind: v.literal('nsga2'),
      populationSize: v.optional(count(4), 50),
      crossover: v.optional(crossover, 'simulatedBinary'),
      crossoverProbability: v.optional(share, 0.9),
      /** Of each param; unset: one param of a trial on average. */
      mutationProbability: v.optional(share),
    }),
    /**
     * Population-based training: all trials train side by side, and every so often the worst make room for copies of
     * the best, which go on from their checkpoints with params changed a little. For trainings alone.
     */
    v.strictObject({
      kind: v.literal('pbt'),
      /** Steps of reports (epochs) between two looks at the population; unset: a tenth of the training. */
      everySteps: v.optional(positive),
      /** Share that makes room for copies of as many of the best. */
      share: v.optional(v.pipe(share, v.maxValue(0.5, 'has to be at most 0.5')), 0.25),
      /** A number is multiplied with this or divided by it. */
      factor: v.optional(v.pipe(number, v.gtValue(1, 'has to be above 1')), 1.2),
      /** Chance of a param to be drawn anew instead. */
      resample: v.optional(share, 0.25),
    }),
  ]),
);
export type SamplerSpec = v.InferOutput<typeof samplerSpecSchema>;
export type SamplerKind = SamplerSpec['kind'];
export type SamplerOf<Kind extends SamplerKind> = Extract<SamplerSpec, { kind: Kind }>;

export const samplerKinds = [
  'auto',
  'grid',
  'random',
  'sobol',
  'latin-hypercube',
  'tpe',
  'gp',
  'cmaes',
  'nsga2',
  'pbt',
] as const satisfies readonly SamplerKind[];
