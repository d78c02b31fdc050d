import type { MetricDirection } from '../metric.ts';
import type { TrialRow } from './sweep-view.ts';

type Judged = Pick<TrialRow, 'number' | 'values' | 'bestReport' | 'excluded'>;

/** What a trial stands for in charts: its value, or the best that it told so far. */
export function valueOf(trial: Pick<TrialRow, 'values' | 'bestReport'>): number | null {
  return trial.values?.[0] ?? trial.bestReport;
}

/** Numbers of the trials that have a value and count, the best first; equal ones by number. */
export function bestFirst(trials: readonly Judged[], direction: MetricDirection): readonly number[] {
  const sign = direction === 'maximise' ? -1 : 1;
  const [numbers, losses]: [number[], number[]] = [[], []];
  for (const trial of trials) {
    const value = valueOf(trial);
    if (trial.excluded || value === null || Number.isNaN(value)) continue;
    numbers.push(trial.number);
    losses.push(sign * value);
  }
  const order = Uint32Array.from(numbers.keys());
  order.sort((a, b) => {
    const [one, other] = [losses[a] ?? 0, losses[b] ?? 0];
    return one < other ? -1 : one > other ? 1 : a - b;
  });
  return Array.from(order, (place) => numbers[place] ?? 0);
}
