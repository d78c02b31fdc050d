import * as v from 'valibot';
import { count, number, positive, share } from '../training/numbers.ts';

/** Population-based training: trials run side by side, and every so often the worst go on from copies of the best. */
export const populationSpecSchema = v.strictObject({
  size: v.optional(count(4), 16),
  /** Steps (of reports) between two looks at the population. */
  everySteps: positive,
  /** Share that is replaced by copies of as many of the best. */
  share: v.optional(v.pipe(share, v.maxValue(0.5)), 0.25),
  /** A number is multiplied with this or divided by it; in the logarithm or evenly as it is searched. */
  factor: v.optional(v.pipe(number, v.gtValue(1)), 1.2),
  /** Chance of a param to be drawn anew instead. */
  resample: v.optional(share, 0.25),
});
export type PopulationSpec = v.InferOutput<typeof populationSpecSchema>;
