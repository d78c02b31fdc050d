import type { ParamValue } from '#contract/param.ts';
import { bestFirst, valueOf } from '#contract/sweep/best-first.ts';
import { choicesOf, variedParams } from './searched-params.ts';
import type { ShownSweep } from './shown-sweep.ts';

/** A part of a param's range in which many trials were and none was good. */
export interface BarrenPart {
  readonly param: string;
  /** Below a value, above it, or at a choice. */
  readonly side: 'below' | 'above' | 'at';
  readonly value: ParamValue;
  /** Trials there. */
  readonly count: number;
  /** What none of them reached: what the best quarter of all did. */
  readonly target: number;
}

const good = 0.25;
/** How likely chance alone would have kept a part so empty; small, since parts are picked by looking. */
const chance = 0.01;
const leastTrials = 20;

/**
 * Parts of the space that can be left out from now on, those with the most trials first: with a quarter of all trials
 * good, so many that are not would be one chance in a hundred.
 */
export function barrenParts(
  sweep: Pick<ShownSweep, 'spec' | 'objectives' | 'trialRows'>,
): readonly BarrenPart[] {
  const order = bestFirst(
    sweep.trialRows.filter(({ state }) => state === 'complete' || state === 'pruned'),
    sweep.objectives[0]?.direction ?? 'minimise',
  ).flatMap((number) => sweep.trialRows[number] ?? []);
  if (order.length < leastTrials) return [];
  const best = order.slice(0, Math.ceil(order.length * good));
  const target = valueOf(best.at(-1) ?? { values: null, bestReport: null });
  if (target === null) return [];
  const least = Math.ceil(Math.log(chance) / Math.log(1 - good));
  const rest = order.slice(best.length).filter((trial) => valueOf(trial) !== target);
  const parts: BarrenPart[] = [];
  for (const param of variedParams(sweep)) {
    const choices = choicesOf(sweep, param);
    if (choices !== undefined) {
      const found = new Set(best.map(({ params }) => params[param]));
      const others = Map.groupBy(rest, ({ params }) => params[param]);
      for (const [value, there] of others) {
        if (value === undefined || found.has(value) || there.length < least) continue;
        parts.push({ param, side: 'at', value, count: there.length, target });
      }
      continue;
    }
    const numbers = best.flatMap(({ params }) => {
      const value = params[param];
      return typeof value === 'number' ? [value] : [];
    });
    if (numbers.length < best.length) continue;
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const below = rest.filter(({ params }) => Number(params[param]) < low).length;
    const above = rest.filter(({ params }) => Number(params[param]) > high).length;
    if (below >= least) parts.push({ param, side: 'below', value: low, count: below, target });
    if (above >= least) parts.push({ param, side: 'above', value: high, count: above, target });
  }
  return parts.sort((a, b) => b.count - a.count);
}
