import type { FindingFix } from '#contract/finding.ts';
import { say } from '#contract/sentence.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { inWords } from '../fixes.ts';
import type { Rule } from '../vitals.ts';

/**
 * A layer of sigmoids takes at least three quarters of a gradient away (Glorot and Bengio 2010, section 3, where those
 * of five layers lie decades apart); a thousandth is left behind five of them.
 */
const tooSmall = 1e-3;
const fewestLayers = 4;
/** Below this share of what a constant answer has, the training learns all the same. */
const unlearned = 0.5;

/** The gradients of the first layer are tiny beside those of the last, in a deep model that learns little. */
export const vanishingGradients: Rule = {
  confirmations: 3,
  examine: ({ spec, looks, losses, trivialLoss }) => {
    const deep = looks.arrays.flatMap(({ inDepth, layer }, at) =>
      inDepth ? [{ layer, gradient: looks.gradients[at] ?? Number.NaN }] : [],
    );
    const [first, last] = [deep[0], deep.at(-1)];
    if (first === undefined || last === undefined || deep.length < fewestLayers || looks.count < 5)
      return null;
    const ratio = first.gradient / last.gradient;
    if (!(ratio < tooSmall) || losses.level < unlearned * (trivialLoss ?? losses.start)) return null;
    const { cure, fix } = cureOf(spec);
    return {
      severity: 'warning',
      badness: tooSmall / Math.max(ratio, Number.MIN_VALUE),
      since: 0,
      evidence: { first: first.gradient, last: last.gradient, layers: deep.length },
      found: say('doctor.vanishingGradients', {
        first: first.layer,
        last: last.layer,
        ratio: inWords(ratio),
      }),
      advice: say('doctor.vanishingGradients.advice', { cure }),
      fix,
    };
  },
};

function cureOf({ model }: TrainingSpec): {
  readonly cure: 'activation' | 'norm' | 'layers';
  readonly fix: FindingFix | null;
} {
  if ('activation' in model && (model.activation === 'sigmoid' || model.activation === 'tanh')) {
    return { cure: 'activation', fix: { by: 'newRun', changes: { 'model.activation': 'relu' } } };
  }
  if ((model.kind === 'mlp' || model.kind === 'cnn') && (model.norm ?? 'none') === 'none') {
    return { cure: 'norm', fix: { by: 'newRun', changes: { 'model.norm': 'batch' } } };
  }
  return { cure: 'layers', fix: null };
}
