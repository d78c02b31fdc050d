import { choiceAxis, numberAxis, type ParallelAxis } from '../../charts/sweep/parallel-axes.ts';
import type { ParallelLine } from '../../charts/sweep/parallel-lines.ts';
import { formatNumber } from '../../format/number.ts';
import { choicesOf, isLogarithmic, variedParams } from './searched-params.ts';
import type { ShownSweep } from './shown-sweep.ts';
import { spansDecades, valueOf } from './sweep-figures.ts';

/** How params and metrics are called. */
export interface AxisLabels {
  readonly param: (name: string, sweep: Searched) => string;
  readonly metric: (name: string) => string;
}

type Searched = Pick<ShownSweep, 'kind' | 'objectives' | 'spec' | 'trialRows'>;

/**
 * Axes of parallel coordinates over the trials of one sweep or of several: a param each, as the first sweep that varies
 * it has it, and what was reached.
 */
export function parallelAxes(sweeps: readonly Searched[], labels: AxisLabels): readonly ParallelAxis[] {
  const format = (value: number): string => formatNumber(value, 3);
  const owners = new Map<string, Searched>();
  for (const sweep of sweeps) {
    for (const name of variedParams(sweep)) if (!owners.has(name)) owners.set(name, sweep);
  }
  const params = Array.from(owners, ([name, owner]): ParallelAxis => {
    const label = labels.param(name, owner);
    const choices = choicesOf(owner, name);
    if (choices !== undefined) {
      const all = new Set([...choices, ...sweeps.flatMap((sweep) => choicesOf(sweep, name) ?? [])]);
      return choiceAxis(name, label, [...all]);
    }
    const values = sweeps.flatMap(({ trialRows }) => numbersOf(trialRows, name));
    return numberAxis(name, label, values, isLogarithmic(owner, name), format);
  });
  const reached = sweeps.flatMap(({ trialRows }) =>
    trialRows.flatMap((trial) => {
      const value = valueOf(trial);
      return value === null || !Number.isFinite(value) ? [] : [value];
    }),
  );
  const metric = labels.metric(sweeps[0]?.objectives[0]?.metric ?? '');
  // A loss spans decades, and what matters is at its lower end.
  return [...params, numberAxis('', metric, reached, spansDecades(reached), format)];
}

/** A trial as a line over these axes; `id` is what it is called by, `group` what it is coloured by. */
export function parallelLine(
  axes: readonly ParallelAxis[],
  trial: ShownSweep['trialRows'][number],
  id: number,
  group = 0,
): ParallelLine {
  const value = valueOf(trial);
  return {
    id,
    group,
    places: axes.map(({ name, placeOf }) => placeOf(name === '' ? value : trial.params[name])),
  };
}

function numbersOf(trials: ShownSweep['trialRows'], name: string): readonly number[] {
  const values: number[] = [];
  for (const { params } of trials) {
    const value = params[name];
    if (typeof value === 'number') values.push(value);
  }
  return values;
}
