import { defaultMetrics } from '#contract/training/metrics.ts';
import { measuredTarget } from '../metric-choices.ts';
import { newRun } from '../new-run.svelte.ts';

/** What a sweep of the new run's spec can look for: the loss of the held-out rows, and all that is measured beside it. */
export function sweepMetrics(): readonly string[] {
  const target = measuredTarget(newRun.summary, newRun.target, newRun.at('model.kind') === 'autoencoder');
  const written = newRun.at('metrics');
  const measured = Array.isArray(written)
    ? written.map(String)
    : target === null
      ? []
      : defaultMetrics(target);
  return ['val/loss', ...measured.map((name) => `val/${name}`)];
}
