import type { RaceVerdict } from '#contract/advice.ts';

/** A difference is one from so many of its standard errors on. */
const standardErrors = 2;
/** And from so large a share of all that the best one came down by. */
const leastShare = 0.02;
/** By the clock, one is ahead when its loss fell by so much more of the whole fall. */
const aheadShare = 0.1;

/** A candidate that came to the end, or diverged. */
export interface Finisher {
  readonly own: boolean;
  readonly slotsPerWeight: number;
  readonly millisecondsPerStep: number;
  /** The last measurements, each by its parts; empty when it diverged. */
  readonly last: readonly Float64Array[];
  readonly curve: {
    readonly steps: ArrayLike<number>;
    readonly times: ArrayLike<number>;
    readonly losses: ArrayLike<number>;
  };
}

/**
 * Which of the finishers to take. All were measured at the same steps on the same parts of the same rows, so that a
 * difference is judged by its own spread over parts and over measurements, which is far smaller than that of the losses
 * (paired comparison). Of those about equal to the best, the one that keeps least for each weight; then the spec's own;
 * then the fastest.
 */
export function judge(finishers: readonly Finisher[], startLoss: number): RaceVerdict {
  const losses = finishers.map(({ last }) => meanOf(last.map((parts) => meanOf(parts))));
  const running = finishers.flatMap(({ last }, index) => (last.length > 0 ? [index] : []));
  const nothing = { choice: null, best: null, equal: [], noise: 0, stepsToOwn: null, aheadInTime: null };
  if (running.length === 0) return { reason: 'allDiverged', ...nothing };
  const lossAt = (index: number): number => losses[index] ?? Number.NaN;
  const best = running.reduce((one, other) => (lossAt(other) < lossAt(one) ? other : one));
  const fall = startLoss - lossAt(best);
  if (!(fall > 0)) return { reason: 'noneLearned', ...nothing, best };
  const noiseTo = (index: number): number =>
    Math.max(leastShare * fall, standardErrors * differenceError(finishers, best, index));
  const equal = running.filter((index) => lossAt(index) - lossAt(best) <= noiseTo(index));
  const own = finishers.findIndex((finisher) => finisher.own);
  const choice = equal.reduce((one, other) => (isPreferred(finishers, other, one) ? other : one));
  const noise = Math.max(...running.map((index) => noiseTo(index)));
  const reason =
    choice === own
      ? equal.length === 1
        ? 'ownBest'
        : 'equalOwn'
      : equal.includes(own)
        ? 'equalSimpler'
        : 'better';
  return {
    reason,
    choice,
    best,
    equal,
    noise,
    stepsToOwn: reason === 'better' ? stepsTo(finishers[choice], lossAt(own)) : null,
    aheadInTime: aheadInTime(finishers, choice, fall),
  };
}

function isPreferred(finishers: readonly Finisher[], candidate: number, over: number): boolean {
  const [a, b] = [finishers[candidate], finishers[over]];
  if (a === undefined || b === undefined) return false;
  if (a.slotsPerWeight !== b.slotsPerWeight) return a.slotsPerWeight < b.slotsPerWeight;
  if (a.own !== b.own) return a.own;
  return a.millisecondsPerStep < b.millisecondsPerStep;
}

/** Standard error of the difference of two losses: over parts of the rows and over the last measurements. */
export function differenceError(finishers: readonly Pick<Finisher, 'last'>[], a: number, b: number): number {
  const [ours = [], theirs = []] = [finishers[a]?.last, finishers[b]?.last];
  const count = Math.min(ours.length, theirs.length);
  if (a === b || count === 0) return 0;
  const differences = Array.from({ length: count }, (_, at) =>
    Array.from(
      ours[ours.length - count + at] ?? [],
      (loss, part) => loss - (theirs[theirs.length - count + at]?.[part] ?? Number.NaN),
    ),
  );
  const overTime = differences.map(meanOf);
  const overParts = (differences[0] ?? []).map((_, part) =>
    meanOf(differences.map((parts) => parts[part] ?? Number.NaN)),
  );
  return Math.hypot(errorOfMean(overTime), errorOfMean(overParts));
}

/** Steps after which a curve was first as low as this; null where it never was. */
function stepsTo(finisher: Finisher | undefined, loss: number): number | null {
  if (finisher === undefined || !Number.isFinite(loss)) return null;
  const { steps, losses } = finisher.curve;
  for (let i = 0; i < steps.length; i++) if ((losses[i] ?? Number.NaN) <= loss) return steps[i] ?? null;
  return null;
}

/** Whoever is clearly below the choice when the fastest of all has come to the end. */
function aheadInTime(finishers: readonly Finisher[], choice: number, fall: number): number | null {
  const ends = finishers.flatMap(({ last, curve }) =>
    last.length > 0 ? [curve.times[curve.times.length - 1] ?? Number.POSITIVE_INFINITY] : [],
  );
  const time = Math.min(...ends);
  const then = finishers.map(({ last, curve }) => (last.length > 0 ? lossAtTime(curve, time) : Number.NaN));
  const ours = then[choice] ?? Number.NaN;
  const ahead = then
    .map((loss, index) => ({ loss, index }))
    .filter(({ loss }) => ours - loss > aheadShare * fall)
    .sort((a, b) => a.loss - b.loss)[0];
  return ahead?.index ?? null;
}

function lossAtTime({ times, losses }: Finisher['curve'], time: number): number {
  let loss = Number.NaN;
  for (let i = 0; i < times.length && (times[i] ?? 0) <= time; i++) loss = losses[i] ?? Number.NaN;
  return loss;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? Number.NaN;
  return sum / values.length;
}

function errorOfMean(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}
