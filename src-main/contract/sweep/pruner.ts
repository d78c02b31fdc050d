import * as v from 'valibot';
import { count, notNegative, number, positive } from '../training/numbers.ts';
import { namedKind } from './named-kind.ts';

/** Steps are those of a trial's reports: epochs, steps, or whatever a command counts. */
const relative = {
  /** Nothing is pruned before so many trials have finished. */
  startupTrials: v.optional(count(0), 5),
  /** Reports before this step are not judged. */
  warmupSteps: v.optional(notNegative, 0),
  /** Steps between two judgements. */
  interval: v.optional(positive, 1),
  /** Others that must have reported at a step before anyone is judged by it. */
  leastTrials: v.optional(count(1), 1),
};

const percentile = v.pipe(
  number,
  v.minValue(0, (issue) => `has to be from 0 to 100, not ${issue.received}`),
  v.maxValue(100, (issue) => `has to be from 0 to 100, not ${issue.received}`),
);
const reduction = v.pipe(
  number,
  v.minValue(1.5, (issue) => `has to be at least 1.5, not ${issue.received}`),
);

const simplePruners = [
  v.strictObject({ kind: v.literal('none') }),
  /** Stops a trial whose best report so far is worse than the median of the others at that step. */
  v.strictObject({ kind: v.literal('median'), ...relative }),
  /** The same with another share: 25 keeps the best quarter. */
  v.strictObject({
    kind: v.literal('percentile'),
    percentile: percentile,
    ...relative,
  }),
  /** Stops a trial whose reports leave the bounds, or are no number. */
  v.strictObject({
    kind: v.literal('threshold'),
    lower: v.optional(number),
    upper: v.optional(number),
    warmupSteps: v.optional(notNegative, 0),
    interval: v.optional(positive, 1),
  }),
  /**
   * Asynchronous successive halving: at steps r, r·η, r·η², … only the best 1/η go on; the others are paused there
   * and go on later if they come to be among the best.
   */
  v.strictObject({
    kind: v.literal('asha'),
    leastResource: v.optional(positive, 1),
    mostResource: v.optional(positive),
    reduction: v.optional(reduction, 3),
  }),
  /** Several successive halvings with different first rungs, for metrics that say little early on. */
  v.strictObject({
    kind: v.literal('hyperband'),
    leastResource: v.optional(positive, 1),
    mostResource: positive,
    reduction: v.optional(reduction, 3),
  }),
] as const;

const simplePrunerSchema = v.variant('kind', [...simplePruners]);

export const prunerSpecSchema = namedKind(
  v.variant('kind', [
    ...simplePruners,
    /** Waits with another pruner's verdict (or prunes by itself, without one) until nothing got better for a while. */
    v.strictObject({
      kind: v.literal('patient'),
      /** Reports without improvement that are allowed. */
      patience: count(0),
      leastChange: v.optional(notNegative, 0),
      pruner: v.optional(namedKind(simplePrunerSchema)),
    }),
  ]),
);
export type PrunerSpec = v.InferOutput<typeof prunerSpecSchema>;
export type PrunerKind = PrunerSpec['kind'];
export type PrunerOf<Kind extends PrunerKind> = Extract<PrunerSpec, { kind: Kind }>;

export const prunerKinds = [
  'none',
  'median',
  'percentile',
  'threshold',
  'patient',
  'asha',
  'hyperband',
] as const satisfies readonly PrunerKind[];

/** What is to become of a running trial after a report: a paused one may be promoted, a stopped one is over. */
export const pruneDecisions = ['continue', 'pause', 'stop'] as const;
export type PruneDecision = (typeof pruneDecisions)[number];
