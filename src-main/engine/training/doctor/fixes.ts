import type { FindingFix } from '#contract/finding.ts';
import type { TrainingSpec } from '#contract/training.ts';

/** A number that people write: one or two digits. */
export function rounded(value: number, digits = 2): number {
  return Number(value.toPrecision(digits));
}

/** In words of a sentence, with as many digits as mean something. */
export function inWords(value: number): string {
  return String(rounded(value, 3));
}

/** A share as people say it: 62 %. */
export function percent(share: number): string {
  return `${rounded(100 * share)} %`;
}

/** The learning rate times a factor. */
export function scaledRate({ optimizer }: TrainingSpec, factor: number): number {
  return rounded(optimizer.learningRate * factor);
}

/** A branch at another learning rate. */
export function atRate(rate: number): FindingFix {
  return { by: 'branch', changes: { 'optimizer.learningRate': rate } };
}
