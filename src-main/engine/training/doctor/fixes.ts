import type { FindingFix } from '#contract/finding.ts';
import type { Vitals } from './vitals.ts';

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

/** An update is usually about a thousandth of the weights (Karpathy, CS231n notes); ten times that still goes well. */
const goesWell = 0.01;

/** A first update that moves a layer by more than this share of its size. */
const leap = 0.05;

export function startsWithLeap({ spec, looks }: Pick<Vitals, 'spec' | 'looks'>): boolean {
  return looks.firstChangeOfRate * spec.optimizer.learningRate > leap;
}

/** A lower rate: by the factor, or as low as it takes for the first update to have moved no layer far. */
export function calmerRate({ spec, looks }: Pick<Vitals, 'spec' | 'looks'>, factor: number): number {
  const { learningRate } = spec.optimizer;
  const calm = goesWell / looks.firstChangeOfRate;
  return rounded(calm > 0 ? Math.min(factor * learningRate, calm) : factor * learningRate);
}

/** A higher rate: by the factor, and well below any at which the training diverged; null where that is no higher one. */
export function raisedRate(
  { spec, unstableRate }: Pick<Vitals, 'spec' | 'unstableRate'>,
  factor: number,
): number | null {
  const { learningRate } = spec.optimizer;
  const raised = rounded(Math.min(factor * learningRate, unstableRate / 3));
  return raised >= 2 * learningRate ? raised : null;
}

/** A branch at another learning rate. */
export function atRate(rate: number): FindingFix {
  return { by: 'branch', changes: { 'optimizer.learningRate': rate } };
}

/** From the beginning at another learning rate. */
export function newAtRate(rate: number): FindingFix {
  return { by: 'newRun', changes: { 'optimizer.learningRate': rate } };
}
