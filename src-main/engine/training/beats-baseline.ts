import type { Metrics } from '../loss/metrics.ts';

export interface Verdict {
  readonly beaten: boolean;
  /** The metric that decided. */
  readonly metric: string;
}

/** So much of the way from guessing to perfect has to be gone, where nothing else tells that something was learned. */
const leastWay = 0.05;

/** Whether a model is better than the trivial answer; figures of both are of the same rows. */
export const beats = {
  /**
   * Rare classes make the most common one right so often that a good model may be no better by accuracy: to tell the
   * classes apart, or to know their probabilities better than by their shares, is something learned too.
   * Probabilities that are worse than the shares are not, however often the first class is right.
   */
  classes: (
    model: Metrics,
    trivial: Metrics,
    { meansProbabilities }: { readonly meansProbabilities: boolean },
  ): Verdict => {
    const guessing = trivial['balancedAccuracy'] ?? 0;
    const tellsApart = (model['balancedAccuracy'] ?? Number.NaN) > guessing + leastWay * (1 - guessing);
    const knows = meansProbabilities && isLess(model['logLoss'], trivial['logLoss']);
    const isRight = (model['accuracy'] ?? Number.NaN) > (trivial['accuracy'] ?? 0);
    if (!tellsApart && !knows && !isRight) return { beaten: false, metric: 'accuracy' };
    if (meansProbabilities && !knows) return { beaten: false, metric: 'logLoss' };
    return { beaten: true, metric: 'accuracy' };
  },
  /** By an error, of which less is better. A figure that is no number is not better. */
  errors: (model: Metrics, trivial: Metrics, metric: string): boolean =>
    isLess(model[metric], trivial[metric]),
};

function isLess(model: number | undefined, trivial: number | undefined): boolean {
  return model !== undefined && trivial !== undefined && model < trivial;
}
