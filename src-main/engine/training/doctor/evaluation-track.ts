import { rowsOf } from './look-track.ts';

/** Losses of one evaluation; validation is NaN where nothing is held out. */
export interface EvaluatedLosses {
  readonly step: number;
  readonly train: number;
  readonly validation: number;
}

/** What evaluations showed. */
export interface EvaluationVitals {
  readonly count: number;
  readonly last: EvaluatedLosses | null;
  /** That with the lowest validation loss. */
  readonly best: EvaluatedLosses | null;
  /** The lowest training loss; Infinity before there was one. */
  readonly leastTrain: number;
  /** Evaluations in a row, up to the last, whose validation loss was above the best by the share of `risen`. */
  readonly above: number;
  /** Evaluations since either loss last improved on its best by more than a thousandth. */
  readonly sinceImproved: number;
  /** When that was. */
  readonly improvedStep: number;
  /** Of every class, the last recalls, the newest last; none where nothing is held out. */
  readonly recalls: readonly (readonly number[])[];
}

export interface EvaluationTrack {
  /** `recalls` by the numbers of the classes. */
  add(losses: EvaluatedLosses, recalls: readonly number[] | null): void;
  read(): EvaluationVitals;
  save(): readonly number[];
}

/**
 * Generalization loss, 100 · (validation / best − 1), above which a training overfits (Prechelt 1998, section 3, who
 * tries 1 to 5); more here, since this is no rule for stopping but a finding.
 */
export const risen = 0.1;
const improvement = 1e-3;
const rememberedRecalls = 3;

export function openEvaluationTrack(saved: ArrayLike<number> | null): EvaluationTrack {
  const numbers = Array.from(saved ?? []);
  let [count = 0, above = 0, sinceImproved = 0, improvedStep = 0] = numbers;
  let [leastTrain = Number.POSITIVE_INFINITY, leastValidation = Number.POSITIVE_INFINITY] = numbers.slice(4);
  let last = lossesFrom(numbers.slice(6, 9));
  let best = lossesFrom(numbers.slice(9, 12));
  const classes = numbers[12] ?? 0;
  const flat = numbers.slice(13);
  let recalls = classes === 0 ? [] : rowsOf(flat, classes);
  return {
    add: (losses, ofClasses) => {
      const { step, train, validation } = losses;
      count++;
      last = losses;
      const improves = (value: number, least: number): boolean =>
        value < least - improvement * Math.abs(least) ||
        (least === Number.POSITIVE_INFINITY && value < least);
      if (improves(train, leastTrain) || improves(validation, leastValidation)) {
        sinceImproved = 0;
        improvedStep = step;
      } else sinceImproved++;
      leastTrain = Math.min(leastTrain, train);
      if (Number.isFinite(validation)) {
        leastValidation = Math.min(leastValidation, validation);
        if (best === null || validation < best.validation) best = losses;
        above = validation > best.validation + risen * Math.abs(best.validation) ? above + 1 : 0;
      }
      if (ofClasses !== null) recalls = [...recalls.slice(1 - rememberedRecalls), ofClasses];
    },
    read: () => ({ count, last, best, leastTrain, above, sinceImproved, improvedStep, recalls }),
    save: () => [
      count,
      above,
      sinceImproved,
      improvedStep,
      leastTrain,
      leastValidation,
      ...numbersOf(last),
      ...numbersOf(best),
      recalls[0]?.length ?? 0,
      ...recalls.flat(),
    ],
  };
}

function numbersOf(losses: EvaluatedLosses | null): readonly number[] {
  // A step below 0 stands for none.
  return losses === null ? [-1, 0, 0] : [losses.step, losses.train, losses.validation];
}

function lossesFrom([step = -1, train = 0, validation = 0]: readonly number[]): EvaluatedLosses | null {
  return step < 0 ? null : { step, train, validation };
}
