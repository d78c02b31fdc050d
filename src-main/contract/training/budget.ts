import * as v from 'valibot';
import { count, positive } from './numbers.ts';

/** Limits that end a training in good order, whichever is reached first. */
export const budgetSpecSchema = v.strictObject({
  /** Updates. The schedule stays that of the whole length, so that a part of it can be had. */
  steps: v.optional(count(1)),
  epochs: v.optional(count(1)),
  /** Of training, pauses left out, over all times that it was resumed. */
  seconds: v.optional(positive),
  /** Of the processor, measured where the machine tells it, else estimated. */
  wattHours: v.optional(positive),
  /** That the training's thread holds at most. */
  memoryBytes: v.optional(count(1)),
  /** Of checkpoints that are kept. */
  diskBytes: v.optional(count(1)),
});
export type BudgetSpec = v.InferOutput<typeof budgetSpecSchema>;
export type BudgetLimit = keyof BudgetSpec;
export const budgetLimits = [
  'steps',
  'epochs',
  'seconds',
  'wattHours',
  'memoryBytes',
  'diskBytes',
] as const satisfies readonly BudgetLimit[];

/** What a training does when its loss is no number any more. */
export const onNonFiniteSpecSchema = v.strictObject({
  /** Goes back to its last good checkpoint, with a lower learning rate. */
  rollback: v.optional(v.boolean(), true),
  /** On the learning rate, each time. */
  factor: v.optional(
    v.pipe(
      positive,
      v.ltValue(1, (issue) => `has to be below 1, so that the rate gets lower, not ${issue.received}`),
    ),
    0.5,
  ),
  /** After so many times it ends as failed. */
  attempts: v.optional(count(1), 3),
});
export type OnNonFiniteSpec = v.InferOutput<typeof onNonFiniteSpecSchema>;
