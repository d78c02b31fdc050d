import type { RunDetail } from '#contract/run.ts';

type Relative = Pick<RunDetail, 'id' | 'parentRunId' | 'branchStep' | 'metrics'>;

/** Steps from where the first of some runs left what it shares with another of them, up to the last of all. */
export function forkOf(runs: readonly Relative[]): { readonly from: number; readonly to: number } | null {
  const forks = runs.flatMap(({ id, parentRunId, branchStep }) => {
    if (branchStep === null || parentRunId === null) return [];
    const shares = runs.some(
      (other) =>
        other.id === parentRunId ||
        (other.id !== id && other.parentRunId === parentRunId && other.branchStep !== null),
    );
    return shares ? [branchStep] : [];
  });
  if (forks.length === 0) return null;
  const from = Math.min(...forks);
  const steps = runs.flatMap(({ metrics }) => Object.values(metrics).map(({ lastStep }) => lastStep));
  const to = Math.max(from, ...steps);
  return to > from ? { from, to } : null;
}
