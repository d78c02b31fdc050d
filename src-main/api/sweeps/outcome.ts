import type { ErrorPayload } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import { violationOf, type Objective, type OutcomeLimit } from '#contract/sweep/objective.ts';
import type { NewReport } from '../../store/tables/trials.ts';

/** What a trial that ended well amounts to: its values, or why it counts as failed after all. */
export type Outcome =
  | { readonly values: readonly number[]; readonly violations: readonly number[] }
  | { readonly error: ErrorPayload };

/**
 * `reports` are all that the trial told, by metric in the order of their steps. `final` holds figures of its end, which
 * count instead of its last reports. A metric that was never told, or is no finite number, is no outcome.
 */
export function outcomeOf(
  objectives: readonly Objective[],
  limits: readonly OutcomeLimit[],
  reports: readonly NewReport[],
  final: Readonly<Record<string, number>>,
): Outcome {
  const told = new Map<string, number[]>();
  for (const { metric, value } of reports) {
    const values = told.get(metric);
    if (values === undefined) told.set(metric, [value]);
    else values.push(value);
  }
  const lastOf = (metric: string): number | undefined => final[metric] ?? told.get(metric)?.at(-1);
  const values: number[] = [];
  for (const { metric, direction, take } of objectives) {
    const value =
      take === 'last' ? lastOf(metric) : (bestOf(told.get(metric) ?? [], direction) ?? lastOf(metric));
    if (value === undefined) {
      const found = [...new Set([...told.keys(), ...Object.keys(final)])].slice(0, 10);
      return { error: { code: 'invalid_input', ...say('trial.noReport', { metric, found }) } };
    }
    if (!Number.isFinite(value))
      return { error: { code: 'diverged', ...say('trial.notANumber', { metric }) } };
    values.push(value);
  }
  return { values, violations: limits.map((limit) => violationOf(limit, lastOf(limit.metric))) };
}

function bestOf(values: readonly number[], direction: Objective['direction']): number | undefined {
  let best: number | undefined;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (best === undefined || (direction === 'maximise' ? value > best : value < best)) best = value;
  }
  return best;
}
