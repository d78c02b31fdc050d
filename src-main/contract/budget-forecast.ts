import type { SpecChange } from './advice.ts';
import type { Estimate } from './estimate.ts';
import type { SpecPlan } from './methods/specs.ts';
import { budgetLimits, type BudgetLimit, type BudgetSpec } from './training/budget.ts';
import { checkpointRules, mostCheckpoints, type CheckpointsSpec } from './training/checkpoints.ts';

/** What is known of a spec, whose budget is weighed against what it needs. */
export interface BudgetQuestion {
  readonly spec: {
    readonly budget?: BudgetSpec | undefined;
    readonly checkpoints?: CheckpointsSpec | undefined;
    readonly epochs?: number | undefined;
  };
  readonly plan: Pick<SpecPlan, 'totalSteps' | 'stepsPerEpoch' | 'checkpointBytes'>;
  readonly estimate: Estimate;
}

/** The limit that will end a training before its length. */
export interface BudgetForecast {
  readonly limit: BudgetLimit;
  readonly allowed: number;
  /** What the whole length needs of it. */
  readonly needed: number;
  /** After about which step; null where that is not known. */
  readonly step: number | null;
  readonly offers: readonly BudgetOffer[];
}

/** A change that brings length and budget together. */
export interface BudgetOffer {
  /** The training becomes as long as the budget lets it be, so that its schedule comes to its end; or the limit is raised. */
  readonly kind: 'shorter' | 'raise';
  readonly changes: readonly SpecChange[];
}

/** Measured needs vary from one time to another. */
const margin = 1.2;

/** Which limit of a budget ends the training first; null where, by what is known now, it comes to its length. */
export function budgetForecast(question: BudgetQuestion): BudgetForecast | null {
  const reached = budgetLimits.flatMap((limit) => reachedAt(limit, question) ?? []);
  const [first] = reached.sort((a, b) => stepOf(a) - stepOf(b));
  return first === undefined ? null : { ...first, offers: offersFor(first, question) };
}

type Reached = Omit<BudgetForecast, 'offers'>;

function stepOf({ step }: Reached): number {
  return step ?? Number.POSITIVE_INFINITY;
}

function reachedAt(limit: BudgetLimit, question: BudgetQuestion): Reached | null {
  const allowed = question.spec.budget?.[limit];
  const needed = neededOf(limit, question);
  if (allowed === undefined || needed === null) return null;
  const { totalSteps, stepsPerEpoch } = question.plan;
  const share = Math.max(1, Math.floor((allowed / needed) * totalSteps));
  switch (limit) {
    case 'steps':
      return allowed < needed ? { limit, allowed, needed, step: allowed } : null;
    case 'epochs':
      return allowed < needed ? { limit, allowed, needed, step: allowed * stepsPerEpoch } : null;
    case 'seconds':
    case 'wattHours':
      return allowed < needed ? { limit, allowed, needed, step: share } : null;
    case 'memoryBytes':
      // It is taken in the first steps.
      return allowed <= needed ? { limit, allowed, needed, step: 1 } : null;
    case 'diskBytes':
      return allowed < needed ? { limit, allowed, needed, step: null } : null;
  }
}

function neededOf(limit: BudgetLimit, { spec, plan, estimate }: BudgetQuestion): number | null {
  switch (limit) {
    case 'steps':
      return plan.totalSteps;
    case 'epochs':
      return plan.totalSteps / plan.stepsPerEpoch;
    case 'seconds':
      return estimate.seconds;
    case 'wattHours':
      return estimate.wattHours ?? null;
    case 'memoryBytes':
      return estimate.memoryBytes;
    case 'diskBytes':
      return mostCheckpoints(checkpointRules(spec), plan.totalSteps) * plan.checkpointBytes;
  }
}

function offersFor(reached: Reached, { spec, plan }: BudgetQuestion): readonly BudgetOffer[] {
  const { limit, needed, step } = reached;
  const raised =
    limit === 'steps' || limit === 'epochs' ? Math.ceil(needed) : rounded(needed * margin, limit);
  const raise: BudgetOffer = { kind: 'raise', changes: [{ path: `budget.${limit}`, value: raised }] };
  if (step === null || limit === 'memoryBytes') return [raise];
  const epochs = Math.floor(step / plan.stepsPerEpoch);
  const length =
    spec.epochs === undefined ? { path: 'steps', value: step } : { path: 'epochs', value: epochs };
  // Less than an epoch is no length in epochs.
  return length.value < 1 ? [raise] : [{ kind: 'shorter', changes: [length] }, raise];
}

/** Two digits are as many as an estimate tells; bytes are whole. */
function rounded(value: number, limit: BudgetLimit): number {
  const short = Number(value.toPrecision(2));
  return limit.endsWith('Bytes') ? Math.ceil(short) : short;
}
