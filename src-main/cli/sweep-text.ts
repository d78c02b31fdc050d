import type { Params } from '#contract/param.ts';
import type { SweepDetail, SweepRow, TrialCounts } from '#contract/sweep/sweep-view.ts';
import { facts, shortDuration, shortNumber, table } from './output.ts';

/** What a script needs of a sweep: the shape that `descent sweep` and `descent sweeps` promise. */
export function sweepSummary({ id, name, state, trials, best }: SweepRow) {
  return {
    sweep: id,
    name,
    state,
    best: best === null ? null : { params: best.params, value: best.value, trial: best.trial, run: best.run },
    trials: endedCounts(trials),
  };
}

/** Of several objectives, the trials that no other is better than in all of them. */
export function frontSummary({ front, trialRows, objectives }: SweepDetail) {
  if (objectives.length < 2) return {};
  return {
    front: front.map((number) => {
      const { params, values, run } = trialRows[number] ?? { params: {}, values: [], run: null };
      return { trial: number, params, values, run };
    }),
  };
}

/** Trials that were set aside are among those that were stopped early. */
export function endedCounts({ complete, pruned, paused, failed }: TrialCounts) {
  return { complete, pruned: pruned + paused, failed };
}

export function sweepTable(sweeps: readonly SweepRow[]): string {
  return table(
    ['sweep', 'name', 'state', 'complete', 'pruned', 'failed', 'planned', 'best', 'time'],
    sweeps.map(({ id, name, state, trials, best, durationMs }) => {
      const { complete, pruned, failed } = endedCounts(trials);
      return [
        String(id),
        name,
        state,
        String(complete),
        String(pruned),
        String(failed),
        String(trials.planned),
        best === null ? '—' : shortNumber(best.value),
        shortDuration(durationMs),
      ];
    }),
  );
}

export function sweepText(sweep: SweepDetail): string {
  const { id, name, state, objectives, trials, best, durationMs, trialRows, reason, population } = sweep;
  const { complete, pruned, failed } = endedCounts(trials);
  const [objective] = objectives;
  const told = facts([
    ['state', state],
    ['goal', objective === undefined ? null : `${objective.direction} ${objective.metric}`],
    ['trials', `${complete} complete, ${pruned} pruned, ${failed} failed, of ${trials.planned}`],
    [
      'population',
      population === null ? null : `generation ${population.generation} of ${population.generations}`,
    ],
    ['time', shortDuration(durationMs)],
    [
      'best',
      best === null ? null : `${shortNumber(best.value)} in trial ${best.trial}: ${paramsText(best.params)}`,
    ],
    ['why', reason?.message ?? null],
  ]);
  const rows = trialRows.map((trial) => [
    String(trial.number),
    trial.state,
    trial.values === null ? '—' : shortNumber(trial.values[0] ?? null),
    trial.last === null ? '—' : String(trial.last.step),
    shortDuration(trial.durationMs),
    trial.run === null ? '—' : String(trial.run),
    paramsText(trial.params),
    trial.reason?.message.split('\n')[0] ?? (trial.copy === null ? '' : (trial.why?.message ?? '')),
  ]);
  const titles = ['trial', 'state', objective?.metric ?? 'value', 'step', 'time', 'run', 'params', 'why'];
  return [`Sweep ${id}: ${name}`, told, ...(rows.length === 0 ? [] : ['', table(titles, rows)])].join('\n');
}

export function paramsText(params: Params): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${typeof value === 'number' ? shortNumber(value) : String(value)}`)
    .join(' ');
}
