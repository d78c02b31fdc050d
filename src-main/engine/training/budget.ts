import type { EnergySource } from '#contract/estimate.ts';
import type { EndReason } from '#contract/training-event.ts';
import type { BudgetLimit, BudgetSpec } from '#contract/training.ts';

/** What of its budget a training has used; kept in checkpoints, so that a resumed one does not begin anew. */
export interface Spent {
  readonly seconds: number;
  readonly wattHours: number;
}

export const nothingSpent: Spent = { seconds: 0, wattHours: 0 };

/** Energy that the processor has taken so far for a training on so many threads. */
export type EnergyReading = (threads: number) => { readonly joules: number; readonly source: EnergySource };

export interface Budget {
  /** Energy up to now does not count: the training waited. */
  waited(): void;
  readonly spent: Spent;
  /** Where the figure of energy comes from; null where nobody can tell. */
  readonly energySource: EnergySource | null;
  /**
   * The first limit that is reached after `step`; measured ones are looked at only where `measured` is given, since to
   * look costs.
   */
  reached(
    spec: BudgetSpec,
    at: { readonly step: number; readonly epoch: number },
    measured: MeasuredAmounts | null,
  ): BudgetEnd | null;
}

export interface MeasuredAmounts {
  readonly memoryBytes: number;
  /** Of the checkpoints that are kept. */
  readonly diskBytes: number;
  /** Once one more is written, as it is at the end. */
  readonly nextDiskBytes: number;
}

export type BudgetEnd = Extract<EndReason, { kind: 'budget' }>;

const joulesPerWattHour = 3600;

/** Begins with what was spent before; `trainingMs` is how long the training has worked since. */
export function openBudget(
  before: Spent,
  trainingMs: () => number,
  energy: () => ReturnType<EnergyReading> | null,
): Budget {
  let joules = before.wattHours * joulesPerWattHour;
  const seconds = (): number => before.seconds + trainingMs() / 1000;
  const first = energy();
  let lastJoules = first?.joules ?? 0;
  const readEnergy = (counts: boolean): void => {
    const reading = energy()?.joules ?? lastJoules;
    if (counts) joules += Math.max(0, reading - lastJoules);
    lastJoules = reading;
  };
  return {
    waited: () => readEnergy(false),
    energySource: first?.source ?? null,
    get spent() {
      readEnergy(true);
      return { seconds: seconds(), wattHours: joules / joulesPerWattHour };
    },
    reached: (spec, { step, epoch }, measured) => {
      if (measured !== null) readEnergy(true);
      const used: Readonly<Record<BudgetLimit, number>> = {
        steps: step,
        epochs: epoch,
        seconds: seconds(),
        wattHours: joules / joulesPerWattHour,
        memoryBytes: measured?.memoryBytes ?? 0,
        diskBytes: measured?.diskBytes ?? 0,
      };
      for (const limit of limits) {
        const allowed = spec[limit];
        if (allowed === undefined) continue;
        const isReached =
          limit === 'diskBytes' ? (measured?.nextDiskBytes ?? 0) > allowed : used[limit] >= allowed;
        if (isReached) {
          return { kind: 'budget', limit, allowed, used: used[limit] };
        }
      }
      return null;
    },
  };
}

const limits: readonly BudgetLimit[] = [
  'steps',
  'epochs',
  'seconds',
  'wattHours',
  'memoryBytes',
  'diskBytes',
];
