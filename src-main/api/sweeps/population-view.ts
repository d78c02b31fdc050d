import type { SweepDetail } from '#contract/sweep/sweep-view.ts';
import { generationAt, populationInterval } from '../../sweep/population.ts';

/**
 * How far the population of a sweep has come, and what that says of the time that is left; null for a sweep that is
 * searched in another way. Trials that made room, and those that wait for others, are no measure of that.
 */
export function populationOf({
  spec,
  state,
  trialRows,
  durationMs,
}: Pick<SweepDetail, 'spec' | 'state' | 'trialRows' | 'durationMs'>): Pick<
  SweepDetail,
  'population' | 'progress'
> | null {
  const { sampler, training } = spec;
  if (sampler.kind !== 'pbt' || training === undefined) return null;
  const length = training.epochs ?? training.steps ?? 1;
  const interval = populationInterval(sampler, length);
  const members = trialRows.filter(
    ({ state: its, excluded }) => !excluded && its !== 'pruned' && its !== 'failed',
  );
  const steps = members.map(({ state: its, last }) => (its === 'complete' ? length : (last?.step ?? 0)));
  const generations = Math.ceil(length / interval - 1e-5);
  const slowest = members.length < spec.trials && state === 'running' ? 0 : Math.min(...steps, length);
  const share = Math.min(
    1,
    steps.reduce((sum, step) => sum + step, 0) / (length * Math.max(members.length, spec.trials)),
  );
  return {
    population: {
      generation: Math.min(generations, generationAt(slowest, interval) + 1),
      generations,
      everySteps: interval,
    },
    progress:
      state === 'running'
        ? { share, trialsPerMinute: null, etaMs: share === 0 ? null : (durationMs * (1 - share)) / share }
        : null,
  };
}
