import type { Params } from '#contract/param.ts';
import type { Sentence } from '#contract/sentence.ts';
import type { Objective, SamplerKind, SamplerOf, Trial } from '#contract/sweep.ts';
import type { RandomStream } from '../../base/random.ts';
import type { Space } from '../search-space.ts';

/** What a sampler knows besides the trials; none of it changes without another sampler being opened. */
export interface SamplerInput<Kind extends SamplerKind = SamplerKind> {
  readonly space: Space;
  readonly sampler: SamplerOf<Kind>;
  readonly objectives: readonly Pick<Objective, 'direction'>[];
  readonly seed: number;
  /** Trials that there will be in all, as far as is known. */
  readonly trials: number;
  /** Trials that run at once, as far as is known. */
  readonly workers: number;
}

export interface Suggestion {
  readonly params: Params;
  /** What the params were chosen by; `auto` says here what it chose. */
  readonly why: Sentence;
}

/**
 * Proposes params. `suggest` is a pure function of what the sampler was opened with, the trials and the number: who
 * asks again after a crash, with the same trials, is told the same. Inside, results are remembered by trial, so that
 * asking is fast; trials are taken as never changing, a changed one being another object.
 */
export interface Sampler {
  /** Params of the trial of that number, given all others in any state; null where there is nothing left to try. */
  suggest(trials: readonly Trial[], number: number): Suggestion | null;
}

/** Whether params may be proposed: they keep to the constraints and, where there are few, are not tried yet. */
export type Accepts = (params: Params) => boolean;

/** One way to propose params; `trials` are those that count. */
export interface Strategy {
  propose(trials: readonly Trial[], number: number, accepts: Accepts): Suggestion | null;
}

/** Draws before what is accepted is taken for too rare to be hit by chance. */
const mostDraws = 1000;

/** Params by chance, accepted where that is possible at all. */
export function drawAccepted(space: Space, random: RandomStream, accepts: Accepts): Params {
  let params = space.draw(random);
  for (let draw = 1; draw < mostDraws && !accepts(params); draw++) params = space.draw(random);
  return params;
}
