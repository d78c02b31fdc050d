import * as v from 'valibot';
import { seriesRequestSchema, type SeriesAnswer, type SeriesLine } from './metric.ts';

/** What stands for the runs of a group, and how far they are apart. */
export const groupCenters = ['mean', 'median'] as const;
export type GroupCenter = (typeof groupCenters)[number];
export const groupBands = ['range', 'deviation', 'error', 'interval', 'none'] as const;
export type GroupBand = (typeof groupBands)[number];

/** Lines in groups: `groups[i]` are the places of group i among the lines. */
export const groupedSeriesSchema = v.strictObject({
  ...seriesRequestSchema.entries,
  groups: v.pipe(
    v.array(v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))),
    v.maxLength(1000, 'has more than 1,000 groups'),
  ),
  center: v.optional(v.picklist(groupCenters), 'mean'),
  /** From the smallest to the largest, ± standard deviation, ± standard error, or 95 % interval of the mean. */
  band: v.optional(v.picklist(groupBands), 'range'),
});
export type GroupedSeriesRequest = v.InferOutput<typeof groupedSeriesSchema>;

/** A line for each group, on the grid of all lines. `run` is the group's place, from 1 on. */
export interface GroupedSeriesAnswer extends SeriesAnswer {
  readonly lines: readonly GroupLine[];
}

export interface GroupLine extends SeriesLine {
  /** NaN where fewer than two runs have a value; both are the value itself where there is no band. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** How many runs have a value in each bucket. */
  readonly runs: Uint32Array;
}
