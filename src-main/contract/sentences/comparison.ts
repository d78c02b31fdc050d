/** Whether settings are better than others, in words. Differences of shares are in points: hundredths. */
export const comparisonSentences = {
  'comparison.better': ({ name, unit, difference, low, high, percent }: Difference) =>
    `${name} is better by ${difference}${points(unit)} (95 % interval ${low} to ${high}). If both were equally good, a difference as large would come up by chance in ${percent} % of such comparisons.`,
  'comparison.worse': ({ name, unit, difference, low, high, percent }: Difference) =>
    `${name} is worse by ${difference}${points(unit)} (95 % interval ${low} to ${high}). If both were equally good, a difference as large would come up by chance in ${percent} % of such comparisons.`,
  'comparison.unclear': ({ name, unit, way, difference, low, high, percent }: Difference & Way) =>
    `Whether ${name} is better cannot be told from chance: its mean is ${difference}${points(unit)} ${way}, and the 95 % interval of how much better it is goes from ${low} to ${high}. A difference as large comes up by chance in ${percent} % of such comparisons.`,
  'comparison.differs': ({ name, unit, difference, low, high, percent }: Difference) =>
    `${name} is higher by ${difference}${points(unit)} (95 % interval ${low} to ${high}); a difference as large comes up by chance in ${percent} % of such comparisons. Neither way is better.`,
  'comparison.oneRun': ({ name, first, second }: { name: string; first: number; second: number }) =>
    `${name}: with ${first} and ${second} ${first + second === 2 ? 'run each' : 'runs'} nothing can be said about chance. Repeat with 5 seeds.`,
  'comparison.noValues': ({ name, metric }: { name: string; metric: string }) =>
    `${name}: one of the two has no finite ${metric}.`,
  'comparison.fixed': ({ name, unit, difference }: { name: string; unit: Unit; difference: number }) =>
    `${name}: the difference is ${difference}${points(unit)} in every run. Seeds change nothing in it, so that chance has no part.`,
  'comparison.same': ({ name }: { name: string }) => `${name}: run for run, both reach the same values.`,
  'comparison.apartDataset': () =>
    'The runs were trained on different data, so that their metrics are not of the same rows: none is called better.',
  'comparison.apartTarget': () =>
    'The runs were trained for different targets, so that their metrics do not measure the same thing: none is called better.',
  'comparison.apartLoss': () =>
    'The runs were trained by different losses, which have different scales: none is called better by it.',
  'comparison.oneGroup': () =>
    'All of these runs have the same settings but for seeds and folds. Add a run with other settings to hold against them.',
  'comparison.leftOut': ({ count }: { count: number }) =>
    `${count} ${count === 1 ? 'run is' : 'runs are'} left out: not complete, or without a finite value of this metric. Settings whose runs diverge may look better than they are.`,
  'comparison.repeated': ({ count }: { count: number }) =>
    `${count} ${count === 1 ? 'run is' : 'runs are'} left out that ${count === 1 ? 'repeats' : 'repeat'} a seed of the same settings: the same training twice tells nothing about chance.`,
  'comparison.several': ({ count }: { count: number }) =>
    `${count} groups are held against the baseline. Probabilities are corrected for that (Holm), since the more one compares, the more is found by chance.`,
  'comparison.fewPermutations': ({ percent }: { percent: number }) =>
    `With so few runs no difference, however large, comes up in fewer than ${percent} % of all permutations. More seeds can tell more.`,
  'comparison.noRows': () =>
    'This model predicts no rows one by one: it writes text, or gives its rows back. Compare its texts or its figures.',
  'comparison.nothingHeldOut': () =>
    'This training held out no rows, so that there is nothing that it has not learned from. Set dataset.split.validation above 0.',
  'comparison.noCheckpoint': ({ run }: { run: number }) =>
    `Run ${run} has no checkpoint to predict with. Train it to the end, or leave it out.`,
  'comparison.otherRows': ({ run }: { run: number }) =>
    `Run ${run} is left out: it was trained on other data, so that its rows are not the same.`,
  'comparison.otherKind': ({ run }: { run: number }) =>
    `Run ${run} is left out: it predicts another kind of value.`,
  'comparison.cannotPredict': ({ run, reason }: { run: number; reason: string }) =>
    `Run ${run} is left out: ${reason}`,
} as const;

type Unit = 'points' | 'none';

type Difference = {
  readonly name: string;
  readonly unit: Unit;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly percent: number;
};

/** Which way the mean lies that chance may have made. */
type Way = { readonly way: 'better' | 'worse' };

function points(unit: Unit): string {
  return unit === 'points' ? ' points' : '';
}
