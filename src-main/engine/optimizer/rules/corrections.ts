let remembered = { beta1: Number.NaN, momentumDecay: Number.NaN, step: 0, product: 1 };

/**
 * How much of the gradient and of its mean NAdam moves by at a step (counted from 1), by μ_t = β₁(1 − ½ · 0.96^(ψt)):
 * (1 − μ_t) / (1 − Π μ) and μ_{t+1} / (1 − Π μ · μ_{t+1}). The product over all steps is remembered from the step before
 * and else multiplied up again in the same order, so that a resumed training has the same bits.
 */
export function momentumOfNadam(
  beta1: number,
  momentumDecay: number,
  step: number,
): { readonly ofGradient: number; readonly ofMean: number } {
  const momentum = (at: number): number => beta1 * (1 - 0.5 * 0.96 ** (at * momentumDecay));
  const goesOn =
    remembered.beta1 === beta1 && remembered.momentumDecay === momentumDecay && remembered.step <= step;
  if (!goesOn) remembered = { beta1, momentumDecay, step: 0, product: 1 };
  while (remembered.step < step) {
    remembered.step++;
    remembered.product *= momentum(remembered.step);
  }
  const { product } = remembered;
  const next = momentum(step + 1);
  return { ofGradient: (1 - momentum(step)) / (1 - product), ofMean: next / (1 - product * next) };
}

/**
 * RAdam's factor on m / (√v + ε) at a step, with the correction of v within; null while the approximated length of the
 * mean of squares is 5 or less and its variance therefore not known (Liu et al. 2020; 5 as in PyTorch).
 */
export function rectificationOf(beta2: number, step: number): number | null {
  const longest = 2 / (1 - beta2) - 1;
  const power = beta2 ** step;
  const correction = 1 - power;
  const length = longest - (2 * step * power) / correction;
  if (length <= 5) return null;
  const variance = ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length);
  return Math.sqrt(variance) * Math.sqrt(correction);
}
