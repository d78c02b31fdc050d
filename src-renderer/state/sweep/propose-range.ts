import type { Distribution, SearchSpaceInput } from '#contract/sweep/search-space.ts';
import type { ParamValue } from '#contract/param.ts';
import type { FieldSpec } from '../spec-fields.ts';

export type Range = SearchSpaceInput[string];

/** Fields whose values lie from 0 to below 1. */
const shares =
  /^(dropout|momentum|beta1|beta2|rho|labelSmoothing|decay|recurrentDropout|inputDropout|mixup|cutmix)$/;
/** Fields that are counted in factors: what matters is whether they are doubled. */
const factors = /^(learningRate|weightDecay|epsilon|l1|l2|clipNorm|clipValue|clipArrayNorm)$/;

/** Fields that say how it is computed or kept, and not what is trained. */
const unvaried =
  /^(checkpoints|sampling|budget)\.|^(engine|doctor|recompute|evaluateEverySteps|freeze)$|\.(direction|metric|restoreBest)$/;

/** Whether a field of the form can be varied in a sweep: one number, one choice, or yes and no. */
export function canVary({ type, choices }: Pick<FieldSpec, 'type' | 'choices'>, path: string): boolean {
  if (unvaried.test(path)) return false;
  if (type === 'choice') return (choices?.length ?? 0) > 1;
  return type === 'number' || type === 'integer' || type === 'boolean';
}

/** A range around what a field holds now, wide enough to learn from and narrow enough to be worth a try. */
export function proposeRange(
  field: Pick<FieldSpec, 'name' | 'type' | 'choices' | 'standard' | 'start'>,
  value: unknown,
): Range | null {
  const now = value ?? field.standard ?? field.start;
  switch (field.type) {
    case 'boolean':
      return { type: 'boolean' };
    case 'choice':
      return { type: 'categorical', choices: [...(field.choices ?? [])] };
    case 'integer':
      return wholeNumbers(typeof now === 'number' ? now : 8, field.name);
    case 'number':
      return numbers(typeof now === 'number' ? now : null, field.name);
    default:
      return null;
  }
}

function wholeNumbers(now: number, name: string): Range {
  if (name === 'seed') return { type: 'int', low: 0, high: 9 };
  const low = Math.max(1, Math.floor(now / 4));
  const high = Math.max(low + 1, Math.ceil(now * 4));
  return { type: 'int', low, high, ...(high / low >= 8 ? { log: true } : {}) };
}

function numbers(now: number | null, name: string): Range {
  if (shares.test(name)) {
    // Near 1 it is the distance from 1 that counts.
    if (now !== null && now >= 0.8) return { type: 'float', low: 0.8, high: 0.999 };
    return { type: 'float', low: 0, high: 0.6 };
  }
  if (factors.test(name) || (now !== null && now > 0 && now < 0.1)) {
    const middle = now !== null && now > 0 ? now : 1e-4;
    return { type: 'float', low: rounded(middle / 30), high: rounded(middle * 30), log: true };
  }
  if (now === null || now === 0) return { type: 'float', low: 0, high: 1 };
  return now > 0
    ? { type: 'float', low: rounded(now / 4), high: rounded(now * 4) }
    : { type: 'float', low: rounded(now * 4), high: rounded(now / 4) };
}

/** One digit is what a person would write. */
function rounded(value: number): number {
  return Number(value.toPrecision(1));
}

/** A range in words for its chip: `0.001 … 1`, `sgd, adam`. */
export function rangeText(range: Range | Distribution, format: (value: number) => string): string {
  switch (range.type) {
    case 'float':
    case 'int':
      return `${format(range.low ?? Number.NaN)} … ${format(range.high ?? Number.NaN)}`;
    case 'categorical':
    case 'ordinal':
      return range.choices.map(shown).join(', ');
    case 'boolean':
      return 'true, false';
    case 'fixed':
      return shown(range.value);
  }
}

function shown(value: ParamValue): string {
  return String(value);
}
