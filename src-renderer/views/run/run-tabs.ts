import type { RunDetail } from '#contract/run.ts';
import type { KnownResults } from '../../state/run/run-results.ts';

export type RunTab = 'charts' | 'predict' | 'results' | 'texts' | 'params' | 'lineage' | 'log' | 'details';

/** The parts that a run's page has: results and texts only where the training makes some. */
export function runTabs(
  run: Pick<RunDetail, 'texts'>,
  results: KnownResults,
  /** How many runs belong together, this one too. */
  relatives = 1,
): readonly { readonly value: RunTab; readonly count?: number }[] {
  const { evaluation, fit, linear, confusion, layers } = results;
  const has = [evaluation, fit, linear, confusion].some((result) => result !== null) || layers.length > 0;
  return [
    { value: 'charts' },
    { value: 'predict' },
    ...(has ? [{ value: 'results' as const }] : []),
    ...(run.texts.length > 0 ? [{ value: 'texts' as const, count: run.texts.length }] : []),
    { value: 'params' },
    ...(relatives > 1 ? [{ value: 'lineage' as const, count: relatives }] : []),
    { value: 'log' },
    { value: 'details' },
  ];
}
