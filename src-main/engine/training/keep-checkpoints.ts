import type { CheckpointReason } from '#contract/checkpoint.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { checkpointRules, type TrainingSpec } from '#contract/training.ts';
import type { NamedArray } from '../optimizer/named-array.ts';

type CheckpointEvent = Extract<TrainingEvent, { kind: 'checkpoint' }>;

export interface CheckpointsOptions {
  /** All that the rest of the training depends on, as it is now. */
  readonly save: () => readonly NamedArray[];
  /** Makes bytes of it; a state is saved when it is reached, and encoded when it is told. */
  readonly encode: (step: number, arrays: readonly NamedArray[]) => Pick<CheckpointEvent, 'epoch' | 'bytes'>;
}

/** When a training writes its state down. What of it stays on the disk is the store's to say, by the same rules. */
export interface Checkpoints {
  /** Whether the rules ask for one in regular distance after this step. */
  isRegular(step: number): boolean;
  /**
   * After an evaluation that is among the best, which is to be told soon: its state is remembered. `best` are the
   * steps of all that are among them now.
   */
  remember(step: number, value: number, best: readonly number[]): void;
  /** What is due at a moment when there is time for it. */
  due(now: number, step: number): readonly CheckpointEvent[];
  /** All that is remembered, and the state of now, unless that was told already and `reason` is none of its own. */
  tell(step: number, reason?: 'edit'): readonly CheckpointEvent[];
  /** Forgets what came after `step`: the training goes on from there. */
  rewind(step: number): void;
}

/** So often the newest state is written. */
const lastEveryMs = 30_000;
/** The first one comes sooner: a crash then costs seconds. */
const firstMs = 3_000;
/** A training whose evaluations get better many times a second would do nothing but write. */
const bestEveryMs = 5_000;
/** Large ones are written less often: on average so many bytes a second, which no disk minds. */
const bytesPerMs = 5_000;

/** How many a training of so many steps and milliseconds writes, but for those of its best evaluations. */
export function checkpointsWritten(
  spec: TrainingSpec,
  totalSteps: number,
  milliseconds: number,
  checkpointBytes: number,
): number {
  const { everySteps, keep } = checkpointRules(spec);
  const beginning = milliseconds > firstMs ? 1 : 0;
  const newest = Math.floor(milliseconds / Math.max(lastEveryMs, checkpointBytes / bytesPerMs));
  let regular = 0;
  if (everySteps !== undefined) {
    for (let [distance, from] = [everySteps, 0]; from < totalSteps; distance *= 2) {
      const to = Math.min(totalSteps, distance * keep);
      regular += Math.max(0, Math.floor(to / distance) - Math.floor(from / distance));
      from = to;
    }
  }
  // The state at the end.
  return beginning + newest + regular + 1;
}

interface Remembered {
  readonly step: number;
  readonly value: number;
  readonly arrays: readonly NamedArray[];
}

/** `startedAt` in epoch milliseconds; `knownStep` is that of a checkpoint that there is already. */
export function openCheckpoints(
  spec: TrainingSpec,
  { startedAt, knownStep }: { readonly startedAt: number; readonly knownStep: number },
  options: CheckpointsOptions,
): Checkpoints {
  const { everySteps, everyMinutes = Number.POSITIVE_INFINITY, keep } = checkpointRules(spec);
  const regularEveryMs = everyMinutes * 60_000;
  let lastDueAt = startedAt + firstMs;
  let bestDueAt = startedAt + firstMs;
  let regularDueAt = startedAt + regularEveryMs;
  let toldStep = knownStep;
  let toldBytes = 0;
  let remembered: readonly Remembered[] = [];

  // What would be thinned out is not written: the distance doubles each time that twice as many as are kept would be.
  const isRegular = (step: number): boolean => {
    if (everySteps === undefined || step % everySteps !== 0) return false;
    let distance = everySteps;
    while (step > distance * keep) distance *= 2;
    return step % distance === 0;
  };
  const regularDistanceMs = (now: number): number => {
    let distance = regularEveryMs;
    while (now - startedAt > distance * keep) distance *= 2;
    return distance;
  };

  const event = (
    step: number,
    arrays: readonly NamedArray[],
    reasons: readonly CheckpointReason[],
    value?: number,
  ): CheckpointEvent => {
    const encoded = options.encode(step, arrays);
    toldBytes = encoded.bytes.length;
    return { kind: 'checkpoint', step, ...encoded, reasons, ...(value === undefined ? {} : { value }) };
  };

  const tellRemembered = (): CheckpointEvent[] => {
    const told = remembered;
    remembered = [];
    return told.map(({ step, value, arrays }) => event(step, arrays, ['best'], value));
  };

  /** States that the state of now refers to come before it: what is said to be among the best is then on the disk. */
  const tell = (step: number, regular: boolean, reason?: 'edit'): CheckpointEvent[] => {
    const here = remembered.find((one) => one.step === step);
    if (here !== undefined) remembered = remembered.filter((one) => one !== here);
    const earlier = tellRemembered();
    if (here === undefined && toldStep === step && !regular && reason === undefined) return earlier;
    toldStep = step;
    const reasons: readonly CheckpointReason[] = [
      'last',
      ...(here === undefined ? [] : (['best'] as const)),
      ...(regular ? (['regular'] as const) : []),
      ...(reason === undefined ? [] : [reason]),
    ];
    return [...earlier, event(step, here?.arrays ?? options.save(), reasons, here?.value)];
  };

  return {
    isRegular,
    remember: (step, value, best) => {
      const still = remembered.filter((one) => best.includes(one.step));
      remembered = [...still, { step, value, arrays: options.save() }];
    },
    due: (now, step) => {
      const regular = now >= regularDueAt;
      if (regular) regularDueAt = now + regularDistanceMs(now);
      if (regular || now >= lastDueAt) {
        const told = tell(step, regular);
        lastDueAt = now + Math.max(lastEveryMs, toldBytes / bytesPerMs);
        bestDueAt = now + Math.max(bestEveryMs, toldBytes / bytesPerMs);
        return told;
      }
      if (remembered.length === 0 || now < bestDueAt) return [];
      const told = tellRemembered();
      bestDueAt = now + Math.max(bestEveryMs, toldBytes / bytesPerMs);
      return told;
    },
    tell: (step, reason) => tell(step, isRegular(step), reason),
    rewind: (step) => {
      toldStep = Math.min(toldStep, step);
      remembered = remembered.filter((one) => one.step <= step);
    },
  };
}
