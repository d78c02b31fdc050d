import type { SamplerOf } from '#contract/sweep.ts';
import type { RandomStream } from '../../base/random.ts';
import type { Axis } from '../axis.ts';
import { beginChoices, type Choices } from './choices.ts';
import { beginCma, cmaConstants, type CmaConstants, type CmaState } from './cma.ts';

/** Where a search by CMA-ES stands after some generations. */
export interface Generation {
  readonly constants: CmaConstants;
  readonly state: CmaState;
  readonly amplitudes: Float64Array;
  readonly choices: Choices;
  /** Trials that have gone into it. */
  readonly used: number;
  /** Best losses of its last generations, as many as are remembered to see whether it stands still. */
  readonly recent: readonly number[];
  readonly restart: number;
  /** Restarts with a large population so far, and the trials that either kind has used. */
  readonly doublings: number;
  readonly large: boolean;
  readonly usedByLarge: number;
  readonly usedBySmall: number;
  /** Trials used when this restart began. */
  readonly begunAt: number;
}

export function beginSearch(spec: SamplerOf<'cmaes'>, mean: Float64Array, axes: readonly Axis[]): Generation {
  return {
    constants: cmaConstants(mean.length, spec.populationSize),
    state: beginCma(mean, spec.sigma),
    amplitudes: new Float64Array(mean.length).fill(1),
    choices: beginChoices(axes),
    used: 0,
    recent: [],
    restart: 0,
    doublings: 0,
    large: true,
    usedByLarge: 0,
    usedBySmall: 0,
    begunAt: 0,
  };
}

/** Generations that are looked at to see whether anything still changes. */
export function memoryOf({ dimensions, populationSize }: CmaConstants): number {
  return 10 + Math.ceil((30 * dimensions) / populationSize);
}

/**
 * Whether going on is of no use: all steps are below what a param's value shows, nothing has changed for long, or the
 * covariance has lost its digits.
 */
export function isConverged({ state, constants, recent }: Generation): boolean {
  const widest = Math.max(...state.scales);
  if (state.sigma * widest < 1e-8) return true;
  if (widest / Math.min(...state.scales) > 1e7) return true;
  const memory = memoryOf(constants);
  return recent.length >= memory && Math.max(...recent) - Math.min(...recent) < 1e-12;
}

/**
 * Begins anew at a random place: with twice the population (Auger and Hansen, "A restart CMA evolution strategy with
 * increasing population size", CEC 2005), or in turn, by which has used less, with a small one and a smaller step
 * (Hansen, "Benchmarking a BI-population CMA-ES on the BBOB-2009 function testbed").
 */
export function nextSearch(
  ended: Generation,
  spec: SamplerOf<'cmaes'>,
  random: RandomStream,
  axes: readonly Axis[],
): Generation {
  const n = ended.constants.dimensions;
  const spent = ended.used - ended.begunAt;
  const usedByLarge = ended.usedByLarge + (ended.large && ended.restart > 0 ? spent : 0);
  const usedBySmall = ended.usedBySmall + (ended.large ? 0 : spent);
  const standard = cmaConstants(n, spec.populationSize).populationSize;
  const large = spec.restarts === 'ipop' || ended.restart === 0 || usedBySmall >= usedByLarge;
  const doublings = ended.doublings + (large ? 1 : 0);
  const largest = standard * 2 ** doublings;
  const share = random.uniform() ** 2;
  const small = Math.max(2, Math.floor(standard * (0.5 * (largest / standard)) ** share));
  const sigma = large ? spec.sigma : spec.sigma * 10 ** (-2 * random.uniform());
  const mean = Float64Array.from({ length: n }, () => random.uniform());
  return {
    ...beginSearch({ ...spec, sigma, populationSize: large ? largest : small }, mean, axes),
    used: ended.used,
    begunAt: ended.used,
    restart: ended.restart + 1,
    doublings,
    large,
    usedByLarge,
    usedBySmall,
  };
}
