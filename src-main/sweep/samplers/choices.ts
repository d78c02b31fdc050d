import type { RandomStream } from '../../base/random.ts';
import type { Axis } from '../axis.ts';
import type { CmaConstants } from './cma.ts';
import type { Observation } from './history.ts';

/** For each axis the probabilities of its choices; null for an axis that has an order. */
export type Choices = readonly (Float64Array | null)[];

/** All choices alike. */
export function beginChoices(axes: readonly Axis[]): Choices {
  return axes.map(({ kind, count }) =>
    kind === 'unordered' ? new Float64Array(count).fill(1 / count) : null,
  );
}

/**
 * The probabilities after a generation, whose observations go from the best to the worst: along the natural gradient
 * of the better half, as CMA-ES moves its mean, and never below a margin, so that no choice is ruled out for good (as
 * in CatCMA, Hamano et al., GECCO 2024, with a fixed rate).
 */
export function updateChoices(
  choices: Choices,
  ranked: readonly Observation[],
  { weights, parents, parentsEffective }: CmaConstants,
): Choices {
  const axes = choices.filter((probabilities) => (probabilities?.length ?? 0) > 1).length;
  return choices.map((probabilities, axis) => {
    if (probabilities === null || probabilities.length < 2) return probabilities;
    const count = probabilities.length;
    const rate = parentsEffective / (parentsEffective + 2 * count);
    const moved = Float64Array.from(probabilities);
    for (let k = 0; k < parents; k++) {
      const unit = ranked[k]?.units[axis] ?? Number.NaN;
      if (Number.isNaN(unit)) continue;
      const gain = rate * (weights[k] ?? 0);
      for (let choice = 0; choice < count; choice++) moved[choice] = (moved[choice] ?? 0) * (1 - gain);
      const own = Math.floor(unit * count);
      moved[own] = (moved[own] ?? 0) + gain;
    }
    const least = (1 - 0.73 ** (1 / axes)) / (count - 1);
    const raised = moved.map((probability) => Math.max(least, probability));
    const total = raised.reduce((sum, probability) => sum + probability, 0);
    return raised.map((probability) => probability / total);
  });
}

/** Puts the coordinate of a drawn choice at its axis. */
export function drawChoices(choices: Choices, random: RandomStream, units: Float64Array): void {
  for (const [axis, probabilities] of choices.entries()) {
    if (probabilities === null) continue;
    units[axis] = (random.choice(probabilities) + 0.5) / probabilities.length;
  }
}
