import type { RunState } from '#contract/run.ts';

/** What a figure of a run is called: final once it was measured at the run's end, until then what is known so far. */
export function finalWord(state: RunState): 'value.final' | 'value.latest' {
  return state === 'complete' ? 'value.final' : 'value.latest';
}
