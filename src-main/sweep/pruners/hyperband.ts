import type { PrunerOf } from '#contract/sweep.ts';
import type { Pruner, PrunerInput } from './pruner.ts';
import { createHalvingPruner } from './successive-halving.ts';

/**
 * Hyperband (Li et al., JMLR 18, 2018) by asynchronous halving: bracket s begins at r·η^s, and a trial belongs to one
 * bracket for good, more often to one that begins early, as the algorithm spreads its budget. Trials compete within
 * their bracket alone.
 */
export function createHyperbandPruner(spec: PrunerOf<'hyperband'>, objective: PrunerInput): Pruner {
  const shares = bracketShares(spec);
  const brackets = shares.map((_, bracket) =>
    createHalvingPruner(
      { ...spec, leastResource: spec.leastResource * spec.reduction ** bracket },
      objective,
    ),
  );
  return {
    decide: (trial, trials) => {
      const bracket = bracketOf(trial.number, shares);
      const rivals = trials.filter(({ number }) => bracketOf(number, shares) === bracket);
      return brackets[bracket]?.decide(trial, rivals) ?? { decision: 'continue', why: null };
    },
    nextRung: (trial, after) => brackets[bracketOf(trial.number, shares)]?.nextRung(trial, after) ?? null,
    nextPromotion: (trials) => {
      for (const [index, pruner] of brackets.entries()) {
        const promotion = pruner.nextPromotion(
          trials.filter(({ number }) => bracketOf(number, shares) === index),
        );
        if (promotion !== null) return promotion;
      }
      return null;
    },
  };
}

/** Share of the trials of each bracket, from the one that begins earliest: n·η^s / (s + 1), rounded up, of all. */
export function bracketShares(
  spec: Pick<PrunerOf<'hyperband'>, 'leastResource' | 'mostResource' | 'reduction'>,
): readonly number[] {
  const { leastResource, mostResource, reduction } = spec;
  const halvings = Math.max(0, Math.log(mostResource / leastResource) / Math.log(reduction));
  const count = Math.floor(halvings + 1e-9) + 1;
  const sizes = Array.from({ length: count }, (_, bracket) => {
    const rounds = count - 1 - bracket;
    return Math.ceil((count * reduction ** rounds) / (rounds + 1));
  });
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size) => size / total);
}

/** Spread by the golden ratio, so that any stretch of numbers has its share of every bracket. */
export function bracketOf(number: number, shares: readonly number[]): number {
  let place = (number * 0.618033988749895) % 1;
  for (const [bracket, share] of shares.entries()) {
    place -= share;
    if (place < 0) return bracket;
  }
  return 0;
}
