import type { SweepRow } from '#contract/sweep/sweep-view.ts';
import { metricName } from '../metric-name.ts';
import { paramName } from '../param-name.ts';

/** A param as the form calls it; one of a command of the user's keeps its own name. */
export function paramLabel(
  name: string,
  { kind }: Pick<SweepRow, 'kind'>,
  form: 'short' | 'full' = 'short',
): string {
  return kind === 'training' ? (paramName(name)?.[form] ?? name) : name;
}

/** How axes are called. */
export const axisLabels = {
  param: (name: string, sweep: Pick<SweepRow, 'kind'>): string => paramLabel(name, sweep),
  metric: metricName,
};
