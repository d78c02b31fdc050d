import { say } from '#contract/sentence.ts';
import type { Trial } from '#contract/sweep.ts';
import { stream } from '../../base/random.ts';
import { createObserver, isTold, type Observation } from './history.ts';
import { createGaussianProcess, fitKernel, type KernelParams, type Points } from './gaussian-process.ts';
import { mostPromising } from './promising.ts';
import { drawAccepted, type SamplerInput, type Strategy } from './sampler.ts';
import { createSobolStrategy } from './sobol.ts';
import { createTpeStrategy } from './tpe.ts';
import { warped } from './warp.ts';

/** Trials that the kernel's params are fitted to at most. */
const mostFitted = 100;

/**
 * Bayesian optimisation: a Gaussian process (Matérn 5/2, a length for each param) is fitted to the trials, and the
 * params with the largest expected improvement are next. Trials that still run are believed to reach what the model
 * predicts for them, so that workers keep apart. The first trials are a Sobol sequence.
 */
export function createGpStrategy(input: SamplerInput<'gp'>): Strategy {
  const { space, sampler, objectives, seed } = input;
  const evenly = createSobolStrategy({ ...input, sampler: { kind: 'sobol', scramble: true } });
  const broadly = createTpeStrategy({
    ...input,
    sampler: {
      kind: 'tpe',
      startupTrials: 1,
      candidates: 24,
      group: true,
      constantLiar: true,
      priorWeight: 1,
    },
  });
  const observe = createObserver(space, objectives);
  const choices = Uint8Array.from(space.axes, ({ kind }) => Number(kind === 'unordered'));
  /** The last fit and the trials it was made of: a memo of what is computed from them. */
  let fitted: { readonly trials: readonly Trial[]; readonly params: KernelParams } | null = null;

  return {
    propose: (trials, number, accepts) => {
      const told = trials.filter(isTold).length;
      if (told < sampler.startupTrials) {
        const even = evenly.propose(trials, number, accepts);
        return even === null
          ? null
          : { ...even, why: say('sweep.whyStartup', { told, startup: sampler.startupTrials }) };
      }
      const others = trials.filter((trial) => trial.number !== number);
      const done = others.filter(({ state }) => state !== 'waiting' && state !== 'running').map(observe);
      const params = kernelOf(done);
      const kept = bestAndLatest(done, sampler.mostTrials);
      const values = warped(lossesOf(kept));
      if (number % 2 === 1 && standsStill(kept, values, 2 * choices.length + 4)) {
        return broadly.propose(trials, number, accepts);
      }
      let model = createGaussianProcess(pointsOf(kept), values, params);
      for (const trial of others) {
        if (trial.state === 'waiting' || trial.state === 'running')
          model = model.believing(rowOf(observe(trial)));
      }
      const random = stream(seed, 'gp', number);
      const order = [...kept.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
      const best = order.slice(0, 5).flatMap((index) => kept[index] ?? []);
      const chosen = mostPromising({
        space,
        model,
        best: values[order[0] ?? 0] ?? 0,
        around: best.map(rowOf),
        trials: kept.length,
        random,
        accepts,
      });
      return chosen === null
        ? { params: drawAccepted(space, random, accepts), why: say('sweep.whyChance') }
        : { params: chosen, why: say('sweep.whyGp', { trials: kept.length }) };
    },
  };

  /** Fitted anew whenever there are a tenth more trials, to those that were first. */
  function kernelOf(done: readonly Observation[]): KernelParams {
    let count = sampler.startupTrials;
    for (let next = count; next <= done.length; next = Math.max(next + 1, Math.floor(next * 1.1)))
      count = next;
    const first = done.slice(0, count);
    const trials = first.map(({ trial }) => trial);
    if (fitted?.trials.length === trials.length && trials.every((trial, i) => trial === fitted?.trials[i])) {
      return fitted.params;
    }
    const some = bestAndLatest(first, mostFitted);
    const params = fitKernel(pointsOf(some), warped(lossesOf(some)));
    fitted = { trials, params };
    return params;
  }

  /** Coordinates of a trial; a param that is not in use stands in the middle. */
  function rowOf({ units }: Observation): Float64Array {
    return units.map((unit, index) => {
      const axis = space.axes[index];
      if (axis?.kind === 'unordered') return Number.isNaN(unit) ? -1 : Math.floor(unit * axis.count);
      return Number.isNaN(unit) ? 0.5 : unit;
    });
  }

  function pointsOf(observations: readonly Observation[]): Points {
    const rows = new Float64Array(observations.length * choices.length);
    for (const [index, observation] of observations.entries())
      rows.set(rowOf(observation), index * choices.length);
    return { rows, count: observations.length, choices };
  }
}

/**
 * A loss for every trial. Who was set aside early is taken at its last report, if that is no better than all complete
 * ones; what failed, missed a limit or reached no number, at the worst there is.
 */
function lossesOf(observations: readonly Observation[]): Float64Array {
  const complete = observations.flatMap(({ losses: [loss], violation }) =>
    loss !== undefined && Number.isFinite(loss) && violation === 0 ? [loss] : [],
  );
  const reported = observations.flatMap(({ reported: last }) =>
    last !== null && Number.isFinite(last.loss) ? [last.loss] : [],
  );
  const known = complete.length > 0 ? complete : reported;
  const [best, worst] = [Math.min(...known), Math.max(...known)];
  return Float64Array.from(observations, ({ trial, losses: [loss], reported: last, violation }) => {
    if (!isTold(trial) || violation > 0 || known.length === 0) return known.length === 0 ? 0 : worst;
    const own = trial.state === 'complete' ? (loss ?? worst) : Math.max(best, last?.loss ?? worst);
    return Number.isFinite(own) ? own : worst;
  });
}

/** Improvement, in deviations of all values, below which the latest trials have brought nothing. */
const leastImprovement = 0.02;

/** Whether the best of the latest trials is hardly better than the best of those before. */
function standsStill(observations: readonly Observation[], values: Float64Array, latest: number): boolean {
  if (observations.length <= 2 * latest) return false;
  const from = values.length - latest;
  const before = Math.min(...values.subarray(0, from));
  return Math.min(...values.subarray(from)) > before - leastImprovement;
}

/** At most so many: half of them the best, the others the latest. */
function bestAndLatest(observations: readonly Observation[], most: number): readonly Observation[] {
  if (observations.length <= most) return observations;
  const losses = lossesOf(observations);
  const order = [...observations.keys()].sort((a, b) => (losses[a] ?? 0) - (losses[b] ?? 0));
  const chosen = new Set(order.slice(0, most >> 1));
  for (let index = observations.length - 1; chosen.size < most; index--) chosen.add(index);
  return observations.filter((_, index) => chosen.has(index));
}
