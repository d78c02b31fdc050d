import * as v from 'valibot';
import { metricDirection, type MetricDirection } from '../metric.ts';
import { count, positive } from './numbers.ts';

/** Which states of a training are kept to go on from. What no rule keeps any more is deleted. */
export const checkpointsSpecSchema = v.strictObject({
  /** The newest ones: with two of them, a damaged last one costs half a minute and not the run. */
  last: v.optional(count(1), 2),
  /** Those of so many best evaluations. */
  best: v.optional(count(0), 1),
  /** By what they are the best: the metric of early stopping, else the loss, when left out. */
  metric: v.optional(v.pipe(v.string(), v.minLength(1, 'is empty'))),
  /** By the metric's name when left out. */
  direction: v.optional(v.picklist(['minimise', 'maximise'], 'has to be "minimise" or "maximise"')),
  /** One more after every so many steps. */
  everySteps: v.optional(count(1)),
  /** One more after every so many minutes. */
  everyMinutes: v.optional(positive),
  /** So many of the regular ones are kept, spread evenly over the training. */
  keep: v.optional(count(1), 10),
});
export type CheckpointsSpec = v.InferOutput<typeof checkpointsSpecSchema>;

/** The rules of a spec, or of one that leaves them out. */
export function checkpointRules(spec: {
  readonly checkpoints?: CheckpointsSpec | undefined;
}): CheckpointsSpec {
  return spec.checkpoints ?? v.parse(checkpointsSpecSchema, {});
}

/** How many checkpoints there are of a training at most, once it is on its way. */
export function mostCheckpoints(
  { last, best, everySteps, everyMinutes, keep }: CheckpointsSpec,
  totalSteps: number,
): number {
  const regular = everySteps === undefined ? keep : Math.min(keep, Math.floor(totalSteps / everySteps));
  return last + best + (everySteps === undefined && everyMinutes === undefined ? 0 : regular);
}

/** Which way the metric that the best are chosen by gets better. */
export function checkpointDirection({ direction }: CheckpointsSpec, metric: string): MetricDirection {
  return direction ?? metricDirection(metric);
}
