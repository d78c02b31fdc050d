import type { Params } from '#contract/param.ts';
import type { Trial, TrialState } from '#contract/sweep.ts';

/** A trial with reports at steps 1, 2, …; complete unless said otherwise, with its last report as its value. */
export function trialOf(
  number: number,
  reports: readonly number[],
  state: TrialState = 'complete',
  params: Params = {},
): Trial {
  const last = reports.at(-1);
  return {
    number,
    state,
    params,
    values: state === 'complete' && last !== undefined ? [last] : null,
    reports: reports.map((value, index) => ({ step: index + 1, value })),
  };
}

/** A finished trial of these params and values. */
export function finishedTrial(number: number, params: Params, ...values: readonly number[]): Trial {
  return { number, state: 'complete', params, values, reports: [] };
}
