import * as v from 'valibot';
import { count } from './numbers.ts';

/** At prediction, what the vocabulary lacks: read as the one id "unknown", or refused. */
const unseen = v.picklist(['own', 'error']);

/** How a text is cut into tokens; one of them at most. All learn from the training text only. */
export const textSteps = [
  /** Every character; rarer ones than `minCount` become one id "unknown". */
  v.strictObject({
    step: v.literal('characters'),
    minCount: v.optional(count(1), 1),
    /** `own` when left out. */
    unseen: v.optional(unseen),
  }),
  /** Every byte of UTF-8: 256 tokens for all the scripts of the world. */
  v.strictObject({ step: v.literal('bytes') }),
  /** Words and marks; those that are rarer than `minCount` or beyond the size become one id "unknown". */
  v.strictObject({
    step: v.literal('words'),
    minCount: v.optional(count(1), 2),
    vocabularySize: v.optional(v.pipe(count(1), v.maxValue(60_000, 'has to be at most 60000')), 10_000),
    unseen: v.optional(unseen, 'own'),
  }),
  /** Byte pair encoding: frequent neighbours merge, and what is rare stays in parts (Sennrich et al. 2016). */
  v.strictObject({
    step: v.literal('bytePairs'),
    /** Tokens, the 256 bytes among them. */
    vocabularySize: v.optional(v.pipe(count(257), v.maxValue(60_000, 'has to be at most 60000')), 1000),
    /** Pairs that occur less often are not merged. */
    minCount: v.optional(count(1), 2),
  }),
] as const;
