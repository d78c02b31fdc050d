import type { Params } from '#contract/param.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { Trial } from '#contract/sweep.ts';
import { inputError } from '../../base/input-error.ts';
import { stream, type RandomStream } from '../../base/random.ts';
import { drawChoices, updateChoices } from './choices.ts';
import { spreadOf, squaredLength, updateCma, whitened } from './cma.ts';
import { beginSearch, isConverged, memoryOf, nextSearch, type Generation } from './cma-restarts.ts';
import { compareObservations, createObserver, type Observation } from './history.ts';
import { withMargin } from './margin.ts';
import { drawAccepted, type SamplerInput, type Strategy } from './sampler.ts';

/**
 * CMA-ES with restarts over the params that are numbers or ordered; probabilities of the other choices are learned
 * beside it. The state is computed from the trials: in the order of their numbers, every λ of them are a generation,
 * and the state is that of the last one whose trials are all done. What others suggested is taken in as it is.
 */
export function createCmaesStrategy(input: SamplerInput<'cmaes'>): Strategy {
  const { space, sampler, objectives, seed } = input;
  const axes = space.axes.filter(({ kind, count }) => kind !== 'unordered' && count > 1);
  if (axes.length === 0) throw inputError('sampler.kind', say('sweep.cmaesNumbers'));
  const places = axes.map((axis) => space.axes.indexOf(axis));
  const isSmooth = axes.every(({ kind }) => kind === 'continuous');
  const observe = createObserver(space, objectives);
  const mean = Float64Array.from(axes, (axis) => axis.unitOf(axis.default)).map((unit) =>
    Number.isNaN(unit) ? 0.5 : unit,
  );
  const first = beginSearch(sampler, mean, space.axes);
  /** The last generation and the trials that went into it: a memo of what is computed from them. */
  let remembered: { readonly trials: readonly Trial[]; readonly generation: Generation } = {
    trials: [],
    generation: first,
  };

  return {
    propose: (trials, number, accepts) => {
      const generation = generationAfter(trials.filter((trial) => trial.number !== number));
      const random = stream(seed, 'cmaes', number);
      for (let attempt = 0; attempt < mostDraws; attempt++) {
        const drawn = drawFrom(generation, random);
        if ((drawn.inside || attempt === mostDraws - 1) && accepts(drawn.params)) {
          return { params: drawn.params, why: whyOf(generation) };
        }
      }
      return { params: drawAccepted(space, random, accepts), why: say('sweep.whyChance') };
    },
  };

  function generationAfter(trials: readonly Trial[]): Generation {
    const known = remembered.trials;
    const goesOn = known.length <= trials.length && known.every((trial, index) => trial === trials[index]);
    let generation = goesOn ? remembered.generation : first;
    for (;;) {
      const end = generation.used + generation.constants.populationSize;
      const next = trials.slice(generation.used, end);
      if (trials.length < end || next.some(({ state }) => state === 'waiting' || state === 'running')) break;
      generation = afterGeneration(generation, next.map(observe));
    }
    remembered = { trials: trials.slice(0, generation.used), generation };
    return generation;
  }

  function afterGeneration(generation: Generation, observations: readonly Observation[]): Generation {
    const { constants } = generation;
    const ranked = [...observations].sort(compareObservations);
    const steps = ranked.map((observation) => stepOf(generation, observation));
    const margin = 1 / (axes.length * constants.populationSize);
    const updated = updateCma(generation.state, steps, constants);
    const best = ranked[0]?.losses[0] ?? Number.POSITIVE_INFINITY;
    const next: Generation = {
      ...generation,
      ...withMargin(updated, generation.amplitudes, axes, margin),
      choices: updateChoices(generation.choices, ranked, constants),
      used: generation.used + observations.length,
      recent: [...generation.recent, best].slice(-memoryOf(constants)),
    };
    if (sampler.restarts === 'none' || !isConverged(next)) return next;
    return nextSearch(next, sampler, stream(seed, 'cmaes', 'restart', next.restart), space.axes);
  }

  /** A trial as (x − mean) / σ. Where steps hide what was drawn for it, it is drawn again. */
  function stepOf(generation: Generation, { trial, units }: Observation): Float64Array {
    const { state } = generation;
    const random = stream(seed, 'cmaes', trial.number);
    for (let attempt = 0; !isSmooth && attempt < mostRedraws; attempt++) {
      const drawn = drawFrom(generation, random);
      if (drawn.inside && same(drawn.params, trial.params)) return drawn.step;
    }
    const step = Float64Array.from(places, (place, i) => {
      const unit = units[place] ?? Number.NaN;
      return Number.isNaN(unit) ? 0 : (unit - (state.mean[i] ?? 0)) / state.sigma;
    });
    // A solution from elsewhere may not throw the state off (Hansen, "Injecting external solutions", 2011).
    const n = step.length;
    const length = Math.sqrt(squaredLength(whitened(state, step)));
    const most = Math.sqrt(n) + (2 * n) / (n + 2);
    const own = trial.origin === undefined || trial.origin === 'sampler';
    return own || length <= most ? step : step.map((along) => (along * most) / length);
  }

  function drawFrom({ state, amplitudes, choices }: Generation, random: RandomStream): Drawn {
    const step = spreadOf(
      state,
      Float64Array.from(axes, () => random.normal()),
    );
    const units = new Float64Array(space.axes.length).fill(0.5);
    let inside = true;
    for (const [i, axis] of axes.entries()) {
      const spread = state.sigma * (amplitudes[i] ?? 1) * (step[i] ?? 0);
      const unit = (state.mean[i] ?? 0.5) + spread;
      if (axis.kind === 'continuous' && (unit < 0 || unit > 1)) inside = false;
      units[places[i] ?? 0] = Math.min(1, Math.max(0, unit));
    }
    drawChoices(choices, random, units);
    return { params: space.decode(units), step, inside };
  }
}

interface Drawn {
  readonly params: Params;
  readonly step: Float64Array;
  /** Whether all continuous params lie within their bounds. */
  readonly inside: boolean;
}

/** Draws in search of a point within bounds and constraints. */
const mostDraws = 200;
const mostRedraws = 20;

function same(a: Params, b: Params): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function whyOf({ state, restart }: Generation): Sentence {
  const widest = Math.max(...state.scales) * state.sigma;
  return say('sweep.whyCmaes', {
    generation: state.generation + 1,
    restart,
    spread: Number((100 * Math.min(1, widest)).toPrecision(2)),
  });
}
