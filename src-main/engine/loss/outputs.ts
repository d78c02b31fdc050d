import type { LossSpec } from '#contract/training.ts';

/** How many numbers the model gives for a row: one for a number, one for each class, one logit where that is enough. */
export function outputCount(loss: LossSpec, classCount: number | null): number {
  return classCount === null || loss.kind === 'binaryCrossEntropy' ? 1 : classCount;
}

/** Outputs as logits [rows · classes]: a single logit x stands for the two logits 0 and x. */
export function toLogits(loss: LossSpec, outputs: ArrayLike<number>): ArrayLike<number> {
  if (loss.kind !== 'binaryCrossEntropy') return outputs;
  const logits = new Float64Array(outputs.length * 2);
  for (let row = 0; row < outputs.length; row++) logits[2 * row + 1] = outputs[row] ?? Number.NaN;
  return logits;
}

/** Outputs as predicted numbers in the units of the targets: losses of counts and of shares learn on another scale. */
export function toNumbers(loss: LossSpec, outputs: ArrayLike<number>): ArrayLike<number> {
  switch (loss.kind) {
    case 'poisson':
      return Float64Array.from(outputs, (logarithm) => Math.exp(logarithm));
    case 'binaryCrossEntropy':
      return Float64Array.from(outputs, (logit) => 1 / (1 + Math.exp(-logit)));
    default:
      return outputs;
  }
}
