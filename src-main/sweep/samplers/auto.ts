import { say, type Sentence } from '#contract/sentence.ts';
import type { SamplerKind, SamplerOf } from '#contract/sweep.ts';
import type { SamplerInput } from './sampler.ts';

type Chosen = Exclude<SamplerKind, 'auto'>;

export interface SamplerChoice {
  readonly sampler: SamplerOf<Chosen>;
  readonly why: Sentence;
}

/** Trials up to which a Gaussian process is worth its time; it grows with their cube. */
const mostForModel = 400;
/** Params up to which a distance between two trials says something. */
const mostAxesForModel = 20;
const fewTrials = 8;
const manyForFronts = 400;

/**
 * What `auto` takes, by space, trials, workers and objectives, and why. Measured on functions with known minima
 * (`npm run bench -- --only sweep`): a Gaussian process needs the fewest trials by far, as long as they are not too
 * many for it.
 */
export function chooseSampler(
  input: Pick<SamplerInput, 'space' | 'objectives' | 'trials' | 'workers'>,
): SamplerChoice {
  const { space, objectives, trials, workers } = input;
  const searched = space.axes.filter(({ count }) => count > 1);
  const points = searched.reduce((product, { count }) => product * count, 1);
  if (points <= trials) {
    return {
      sampler: { kind: 'grid', points: 1000, order: 'shuffled' },
      why: say('sweep.autoGrid', { points, trials }),
    };
  }
  if (trials <= fewTrials) {
    return { sampler: { kind: 'sobol', scramble: true }, why: say('sweep.autoSobol', { trials }) };
  }
  if (objectives.length > 1) {
    return trials >= manyForFronts
      ? { sampler: nsga2, why: say('sweep.autoNsga2', { objectives: objectives.length, trials }) }
      : { sampler: tpe, why: say('sweep.autoTpeSeveral', { objectives: objectives.length, trials }) };
  }
  if (trials <= mostForModel && searched.length <= mostAxesForModel && workers <= trials / 5) {
    return { sampler: gp, why: say('sweep.autoGp', { trials, params: searched.length }) };
  }
  return { sampler: tpe, why: say('sweep.autoTpe', { trials, params: searched.length, workers }) };
}

const tpe: SamplerOf<'tpe'> = {
  kind: 'tpe',
  startupTrials: 10,
  candidates: 24,
  group: true,
  constantLiar: true,
  priorWeight: 1,
};
const gp: SamplerOf<'gp'> = { kind: 'gp', startupTrials: 10, mostTrials: 400 };
const nsga2: SamplerOf<'nsga2'> = {
  kind: 'nsga2',
  populationSize: 50,
  crossover: 'simulatedBinary',
  crossoverProbability: 0.9,
};
