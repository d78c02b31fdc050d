import * as v from 'valibot';
import { count, number, positive } from '../training/numbers.ts';
import { paramValueSchema, type ParamValue } from '../param.ts';

const scalar = paramValueSchema;

/**
 * When a param is in use: only where another one has a value. `param` is the other's name; all that is given has to
 * hold. Where the other is itself not in use, neither is this one.
 */
export const conditionSchema = v.strictObject({
  param: v.string(),
  is: v.optional(scalar),
  in: v.optional(v.array(scalar)),
  atLeast: v.optional(number),
  atMost: v.optional(number),
});
export type Condition = v.InferOutput<typeof conditionSchema>;

const whole = v.pipe(
  v.number((issue) => `has to be a whole number, not ${issue.received}`),
  v.safeInteger((issue) => `has to be a whole number, not ${issue.received}`),
);
const whenSchema = v.optional(conditionSchema);

/**
 * What one param may be.
 * - `float`: from `low` to `high`; evenly in the logarithm with `log`; on the grid low, low + step, … with `step`;
 *   with `distribution: "normal"` drawn by `mean` and `deviation` (with `log`: of the natural logarithm), cut off at
 *   the bounds, which may then be left out.
 * - `int`: whole numbers from `low` to `high`, every `step`-th of them.
 * - `categorical`: values without an order. `ordinal`: values in the order in which they are given.
 * - `fixed`: always this value; shown and passed on, never searched.
 * `default` is what the first trial takes where every param has one or is fixed.
 */
export const distributionSchema = v.variant('type', [
  v.strictObject({
    type: v.literal('float'),
    low: v.optional(number),
    high: v.optional(number),
    log: v.optional(v.boolean(), false),
    step: v.optional(positive),
    distribution: v.optional(v.picklist(['uniform', 'normal']), 'uniform'),
    mean: v.optional(number),
    deviation: v.optional(positive),
    default: v.optional(number),
    when: whenSchema,
  }),
  v.strictObject({
    type: v.literal('int'),
    low: whole,
    high: whole,
    log: v.optional(v.boolean(), false),
    step: v.optional(count(1), 1),
    default: v.optional(number),
    when: whenSchema,
  }),
  v.strictObject({
    type: v.literal('categorical'),
    choices: v.pipe(v.array(scalar), v.minLength(1, 'has to name at least one')),
    default: v.optional(scalar),
    when: whenSchema,
  }),
  v.strictObject({
    type: v.literal('ordinal'),
    choices: v.pipe(v.array(scalar), v.minLength(1, 'has to name at least one')),
    default: v.optional(scalar),
    when: whenSchema,
  }),
  v.strictObject({ type: v.literal('boolean'), default: v.optional(v.boolean()), when: whenSchema }),
  v.strictObject({ type: v.literal('fixed'), value: scalar, when: whenSchema }),
]);
export type Distribution = v.InferOutput<typeof distributionSchema>;
export type DistributionType = Distribution['type'];

/** Params by name; in a sweep of trainings, a name is a path of the spec (`optimizer.learningRate`). */
export const searchSpaceSchema = v.record(v.pipe(v.string(), v.minLength(1, 'is empty')), distributionSchema);
export type SearchSpace = v.InferOutput<typeof searchSpaceSchema>;
export type SearchSpaceInput = v.InferInput<typeof searchSpaceSchema>;

/** Whether a condition holds for the value of the param that it names. */
export function holds(condition: Condition, value: ParamValue | undefined): boolean {
  if (value === undefined) return false;
  if (condition.is !== undefined && value !== condition.is) return false;
  if (condition.in !== undefined && !condition.in.includes(value)) return false;
  if (condition.atLeast !== undefined && !(typeof value === 'number' && value >= condition.atLeast))
    return false;
  return condition.atMost === undefined || (typeof value === 'number' && value <= condition.atMost);
}
