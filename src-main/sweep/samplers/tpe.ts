import type { ParamValue } from '#contract/param.ts';
import { say } from '#contract/sentence.ts';
import { stream, type RandomStream } from '../../base/random.ts';
import { inUse, type Space } from '../search-space.ts';
import { createObserver, isTold, type Observation } from './history.ts';
import { createParzen, type Parzen } from './parzen.ts';
import { createRandomStrategy } from './random.ts';
import { drawAccepted, type Accepts, type SamplerInput, type Strategy } from './sampler.ts';
import { splitObservations } from './tpe-split.ts';

/** Params whose densities are made together: numbers of axes, all of them in use under the same conditions. */
type Block = readonly number[];

/**
 * The tree-structured Parzen estimator (Bergstra et al., "Algorithms for hyper-parameter optimization", NeurIPS 2011),
 * with the rules that Watanabe describes ("Tree-structured Parzen estimator: understanding its algorithm components",
 * arXiv:2304.11127): the best tenth of the trials, 25 at most, against all others; candidates are drawn from the
 * density of the better ones, and the one with the largest ratio of densities is taken.
 */
export function createTpeStrategy(input: SamplerInput<'tpe'>): Strategy {
  const { space, sampler, objectives, seed } = input;
  const observe = createObserver(space, objectives);
  const byChance = createRandomStrategy(input);
  const together = sampler.multivariate ?? objectives.length === 1;
  const blocks = blocksOf(space, together, sampler.group);

  return {
    propose: (trials, number, accepts) => {
      const told = trials.filter(isTold).length;
      if (told < sampler.startupTrials) {
        const chance = byChance.propose(trials, number, accepts);
        return chance === null
          ? null
          : { ...chance, why: say('sweep.whyStartup', { told, startup: sampler.startupTrials }) };
      }
      const counting = trials.filter(
        ({ state, number: other }) =>
          other !== number && (sampler.constantLiar || (state !== 'running' && state !== 'waiting')),
      );
      const { better, worse } = splitObservations(counting.map(observe), objectives.length, told);
      const random = stream(seed, 'tpe', number);
      for (let attempt = 0; attempt < mostAttempts; attempt++) {
        const params = proposeOnce(better, worse, random, accepts);
        if (accepts(params)) {
          return { params, why: say('sweep.whyTpe', { better: better.length, worse: worse.length }) };
        }
      }
      return { params: drawAccepted(space, random, accepts), why: say('sweep.whyChance') };
    },
  };

  function proposeOnce(
    better: readonly Observation[],
    worse: readonly Observation[],
    random: RandomStream,
    accepts: Accepts,
  ): Record<string, ParamValue> {
    const params: Record<string, ParamValue> = {};
    for (const block of blocks) {
      const axes = block.flatMap((index) => space.axes[index] ?? []);
      const first = axes[0];
      if (first === undefined || !inUse(first, params)) continue;
      const good = parzenOf(space, block, better, sampler.priorWeight, objectives.length > 1);
      const bad = parzenOf(space, block, worse, sampler.priorWeight, false);
      const candidates = good.draw(random, sampler.candidates);
      const goodness = good.logDensities(candidates);
      const badness = bad.logDensities(candidates);
      const scores = goodness.map((density, index) => density - (badness[index] ?? 0));
      const valuesOf = (candidate: Float64Array) =>
        Object.fromEntries(
          axes.map((axis, index) => {
            const point = candidate[index] ?? 0;
            return [axis.name, axis.kind === 'unordered' ? axis.valueOf(point) : axis.valueAt(point)];
          }),
        );
      const order = [...candidates.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
      const ranked = order.map((index) => candidates[index] ?? new Float64Array(axes.length));
      // Where one block is all there is, the best candidate that is accepted is taken.
      const chosen =
        blocks.length === 1 ? ranked.find((candidate) => accepts(valuesOf(candidate))) : undefined;
      Object.assign(params, valuesOf(chosen ?? ranked[0] ?? new Float64Array(axes.length)));
    }
    return params;
  }
}

/** Rounds of candidates, all of which the constraints refuse, before chance decides. */
const mostAttempts = 10;

/** Grouped, axes under one condition are a block; else those without one are, and every other is one by itself. */
function blocksOf(space: Space, together: boolean, group: boolean): readonly Block[] {
  const blocks = new Map<string, number[]>();
  for (const [index, axis] of space.axes.entries()) {
    const alone = !together || (!group && axis.when !== undefined);
    const key = alone ? `axis ${index}` : JSON.stringify(axis.when ?? null);
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, [index]);
    else block.push(index);
  }
  return [...blocks.values()];
}

function parzenOf(
  space: Space,
  block: Block,
  observations: readonly Observation[],
  priorWeight: number,
  alike: boolean,
): Parzen {
  const axes = block.flatMap((index) => space.axes[index] ?? []);
  const inBlock = observations.filter(({ units }) =>
    block.every((index) => !Number.isNaN(units[index] ?? 0)),
  );
  const columns = axes.map((axis, at) => {
    const index = block[at] ?? 0;
    return Float64Array.from(inBlock, ({ units }) => {
      const unit = units[index] ?? 0;
      return axis.kind === 'unordered' ? Math.floor(unit * axis.count) : unit;
    });
  });
  const weights = alike ? new Float64Array(inBlock.length).fill(1) : agedWeights(inBlock.length);
  return createParzen(axes, columns, weights, priorWeight);
}

/** Observations from the oldest on: the last 25 weigh one, those before them ever less, down to 1 / n. */
export function agedWeights(count: number): Float64Array {
  const weights = new Float64Array(count).fill(1);
  const aged = count - 25;
  for (let i = 0; i < aged; i++) {
    weights[i] = aged === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * i) / (aged - 1);
  }
  return weights;
}
