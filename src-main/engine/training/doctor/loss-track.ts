/** The batches' losses in a few numbers. */
export interface LossVitals {
  /** Updates that were told of. */
  readonly count: number;
  /** Mean of the first ones, or of as many as there are. */
  readonly start: number;
  /** Mean of the last ones, each weighing less the longer it is ago. */
  readonly level: number;
  /** The last one; NaN before there is one since this was opened. */
  readonly last: number;
  /** The lowest level so far, and after which step it was. */
  readonly lowest: number;
  readonly lowestStep: number;
}

/** Above so many times its lowest level, a loss is no longer that of a training that goes well. */
const calmLimit = 4;

/** Whether a state with these losses is one to go back to. Losses that may be negative have no such ratio. */
export function isCalm({ level, lowest, last }: LossVitals): boolean {
  return lowest <= 0 || !(Math.max(level, last) > calmLimit * lowest);
}

export interface LossTrack {
  add(step: number, loss: number): void;
  read(): LossVitals;
  save(): readonly number[];
}

/** The mean of so many losses is where a training starts from. */
const startCount = 10;
/** So many losses alone are no level. */
const fewest = 5;
const shortestMemory = 10;
const longestMemory = 100;

/** `stepsPerEpoch` says over how many steps a mean is taken: an epoch, within limits. */
export function openLossTrack(stepsPerEpoch: number, saved: ArrayLike<number> | null): LossTrack {
  const keep = 1 - 1 / Math.min(longestMemory, Math.max(shortestMemory, stepsPerEpoch));
  let [count = 0, start = 0, sum = 0, weight = 0, lowest = Number.POSITIVE_INFINITY, lowestStep = 0] =
    Array.from(saved ?? []);
  let last = Number.NaN;
  return {
    add: (step, loss) => {
      count++;
      last = loss;
      if (count <= startCount) start += (loss - start) / count;
      // Divided by its weight, the mean is one of what there is, from the first loss on.
      sum = keep * sum + (1 - keep) * loss;
      weight = keep * weight + (1 - keep);
      const level = sum / weight;
      if (count >= fewest && level < lowest) {
        lowest = level;
        lowestStep = step;
      }
    },
    read: () => ({ count, start, last, level: weight === 0 ? Number.NaN : sum / weight, lowest, lowestStep }),
    save: () => [count, start, sum, weight, lowest, lowestStep],
  };
}
