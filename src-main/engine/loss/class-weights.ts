import { nearest } from '#contract/parse.ts';
import type { ClassWeights, LossSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';

/**
 * The weight of every class as the spec says, or null where all count alike. "balanced" is n / (classes · n of the
 * class) over the training rows, as scikit-learn has it, where classes are those with rows; a class without any counts
 * 1. Throws `invalid_input` for a class that the target does not have.
 */
export function resolveClassWeights(
  loss: LossSpec,
  target: { readonly name: string; readonly classes: readonly string[] },
  trainClasses: ArrayLike<number>,
): Float32Array | null {
  const weights = 'classWeights' in loss ? loss.classWeights : undefined;
  if (weights === undefined) return null;
  if (weights === 'balanced') return balanced(target.classes.length, trainClasses);
  for (const name of Object.keys(weights)) {
    if (target.classes.includes(name)) continue;
    const near = nearest(name, target.classes);
    const known = near === undefined ? target.classes.slice(0, 12) : [];
    throw inputError(
      `loss.classWeights.${name}`,
      say('loss.noSuchClass', { target: target.name, name, near: near ?? '', known }),
      near,
    );
  }
  return Float32Array.from(target.classes, (name) => ownWeight(weights, name));
}

function ownWeight(weights: Exclude<ClassWeights, 'balanced'>, name: string): number {
  return Object.hasOwn(weights, name) ? (weights[name] ?? 1) : 1;
}

function balanced(classCount: number, trainClasses: ArrayLike<number>): Float32Array {
  const counts = new Float64Array(classCount);
  for (let row = 0; row < trainClasses.length; row++) {
    const at = trainClasses[row] ?? -1;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const present = counts.filter((count) => count > 0).length;
  return Float32Array.from(counts, (count) => (count === 0 ? 1 : trainClasses.length / (present * count)));
}
