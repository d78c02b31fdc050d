import * as v from 'valibot';
import { count, number, positive } from './numbers.ts';

/** Texts that a language model writes are at most so long, in tokens. */
export const longestText = 10_000;

export const temperatureSchema = positive;
export const topKSchema = count(1);
export const topPSchema = v.pipe(
  number,
  v.gtValue(0, 'has to be above 0 and at most 1'),
  v.maxValue(1, 'has to be above 0 and at most 1'),
);

/** How a language model writes the texts that are shown while it learns. */
export const samplingSpecSchema = v.strictObject({
  /** What every text begins with; the first token of the training text when left out. */
  prompt: v.optional(v.pipe(v.string(), v.maxLength(10_000, 'is longer than 10000 characters'))),
  /** Tokens to write. */
  length: v.optional(v.pipe(count(1), v.maxValue(longestText, `has to be at most ${longestText}`)), 120),
  /** Logits are divided by it: below 1 is more careful, above 1 bolder. */
  temperature: v.optional(temperatureSchema, 0.8),
  /** Only the so many likeliest tokens are drawn; all when left out. */
  topK: v.optional(topKSchema),
  /** Only the likeliest tokens that together reach this probability are drawn (Holtzman et al. 2020). */
  topP: v.optional(topPSchema),
});
export type SamplingSpec = v.InferOutput<typeof samplingSpecSchema>;
