import * as v from 'valibot';
import { metricDirection, metricKeySchema, type MetricDirection } from '../metric.ts';
import { number } from '../training/numbers.ts';

/** One thing to be made small or large. Without a direction, the metric's name tells it (accuracy is made large). */
export const objectiveSchema = v.pipe(
  v.strictObject({
    metric: metricKeySchema,
    direction: v.optional(v.picklist(['minimise', 'maximise'])),
    /** Of all reports of a trial: the best one or the last one counts. */
    take: v.optional(v.picklist(['best', 'last']), 'best'),
  }),
  v.transform(({ metric, direction, take }) => ({
    metric,
    direction: direction ?? metricDirection(metric),
    take,
  })),
);
export interface Objective {
  readonly metric: string;
  readonly direction: MetricDirection;
  readonly take: 'best' | 'last';
}

/** What a trial's outcome has to keep to, such as a size or a time; a trial beyond it is never the best. */
export const outcomeLimitSchema = v.strictObject({
  metric: metricKeySchema,
  atMost: v.optional(number),
  atLeast: v.optional(number),
});
export type OutcomeLimit = v.InferOutput<typeof outcomeLimitSchema>;

/** By how much each limit is missed, as `Trial.violations` holds it: 0 where it is kept, NaN where nothing was told. */
export function violationOf(limit: OutcomeLimit, value: number | undefined): number {
  if (value === undefined || Number.isNaN(value)) return Number.NaN;
  const above = limit.atMost === undefined ? 0 : value - limit.atMost;
  const below = limit.atLeast === undefined ? 0 : limit.atLeast - value;
  return Math.max(0, above, below);
}
