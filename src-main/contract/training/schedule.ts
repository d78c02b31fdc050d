import * as v from 'valibot';
import { count, positive, share } from './numbers.ts';

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
