import { say } from '#contract/sentence.ts';
import type { InitializerSpec } from '#contract/training.ts';
import { inWords, rounded } from '../fixes.ts';
import type { InitialWeights, Rule, Vitals } from '../vitals.ts';

/** Outputs that begin so many times as large as those of the usual initializers are far from any target. */
const tooLarge = 10;
/** So many times what a constant answer costs is what no usual beginning does. */
const farAbove = 4;
/** What has come down to this is on its way. */
const stillAbove = 1;
/** Below this share of what a constant answer has, the training learns all the same. */
const unlearned = 0.5;
const fewestLooks = 3;

/** Weights that begin alike, so that units stay copies of each other, or so large that the loss is far from everything. */
export const initializer: Rule = {
  confirmations: 1,
  examine: (vitals, lasts) => {
    if (vitals.looks.count < fewestLooks) return null;
    const large = largest(vitals);
    if (isSymmetric(vitals)) {
      const { level, start } = vitals.losses;
      const evidence = { reason: 'symmetric', layers: vitals.initial.length, loss: level };
      return sign(1, evidence, { reason: 'symmetric', layer: '', times: '1', loss: inWords(start) });
    }
    if (large === null || !isFarAbove(vitals, lasts)) return null;
    const { layer, times, product } = large;
    const { start } = vitals.losses;
    return sign(
      product / tooLarge,
      { reason: 'large', layer, times, loss: start },
      { reason: 'large', layer, times: String(rounded(times)), loss: inWords(start) },
    );
  },
};

function sign(
  badness: number,
  evidence: Readonly<Record<string, string | number>>,
  found: {
    readonly reason: 'symmetric' | 'large';
    readonly layer: string;
    readonly times: string;
    readonly loss: string;
  },
): ReturnType<Rule['examine']> {
  return {
    severity: 'serious',
    badness,
    since: 0,
    evidence,
    found: say('doctor.initializer', found),
    advice: say('doctor.initializer.advice'),
    fix: { by: 'newRun', changes: { initializer: null } },
  };
}

/** Equal weights get equal gradients, so that the units of a hidden layer never come apart. */
function isSymmetric({ spec, initial, losses, trivialLoss }: Vitals): boolean {
  const kind = spec.initializer?.kind;
  if ((kind !== 'constant' && kind !== 'zeros') || initial.length < 2) return false;
  return losses.level > unlearned * (trivialLoss ?? losses.start);
}

function isFarAbove({ losses, trivialLoss }: Vitals, lasts: boolean): boolean {
  if (trivialLoss === null || !(trivialLoss > 0)) return false;
  const { start, level } = losses;
  return start > farAbove * trivialLoss && level > (lasts ? stillAbove : 2 * stillAbove) * trivialLoss;
}

/**
 * The layer whose weights begin the largest beside √(2 / inputs), which keeps the size of what goes through a layer of
 * rectifiers (He et al. 2015); null where all layers together make outputs not much larger than they should be.
 */
function largest({
  spec,
  initial,
}: Vitals): { readonly layer: string; readonly times: number; readonly product: number } | null {
  const { initializer: chosen } = spec;
  if (chosen === undefined) return null;
  let [layer, most, product] = ['', 0, 1];
  for (const weights of initial) {
    const times = deviationOf(chosen, weights) * Math.sqrt(weights.fanIn / 2);
    product *= times;
    if (times > most) [layer, most] = [weights.layer, times];
  }
  return product > tooLarge && most > 1 ? { layer, times: most, product } : null;
}

/** Root mean square of the first weights. */
function deviationOf(chosen: InitializerSpec, { fanIn, fanOut }: InitialWeights): number {
  switch (chosen.kind) {
    case 'constant':
      return Math.abs(chosen.value);
    case 'uniform':
      return chosen.limit / Math.sqrt(3);
    case 'normal':
    case 'truncatedNormal':
      return chosen.standardDeviation;
    case 'orthogonal':
      return chosen.gain / Math.sqrt(Math.max(fanIn, fanOut));
    case 'varianceScaling': {
      const fans = { fanIn, fanOut, fanAverage: (fanIn + fanOut) / 2 };
      return Math.sqrt(chosen.scale / fans[chosen.mode]);
    }
    default:
      // The others go by the number of inputs, or are another run's.
      return 0;
  }
}
