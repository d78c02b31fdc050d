import type { Usage } from '#contract/estimate.ts';
import { threadMemoryBytes } from '../tensor/memory.ts';

type Part = 'preparing' | 'steps' | 'evaluations' | 'other' | 'finishing';

/** Where the time of a training goes, and how much memory it holds at most. */
export interface UsageMeter {
  /** What passed since the last call was spent on this. */
  spent(part: Part): void;
  step(): void;
  evaluation(): void;
  checkpoint(bytes: Uint8Array): void;
  /** A look at the memory; now and then, since it costs microseconds. */
  look(): void;
  /** What passed since the last call was a pause. */
  forget(): void;
  /** At the last looks. */
  readonly peakMemoryBytes: number;
  read(): Usage;
}

/** Begins to count now. */
export function openUsageMeter(): UsageMeter {
  const parts: Record<Part, number> = { preparing: 0, steps: 0, evaluations: 0, other: 0, finishing: 0 };
  let last = performance.now();
  let steps = 0;
  let firstStepMs = 0;
  let evaluations = 0;
  let checkpointBytes = 0;
  let peakMemoryBytes = 0;
  const look = (): void => {
    peakMemoryBytes = Math.max(peakMemoryBytes, threadMemoryBytes());
  };
  return {
    spent: (part) => {
      const now = performance.now();
      parts[part] += now - last;
      last = now;
    },
    step: () => {
      steps++;
      if (steps === 1) firstStepMs = performance.now() - last;
    },
    evaluation: () => void evaluations++,
    checkpoint: (bytes) => {
      checkpointBytes = bytes.length;
      look();
    },
    look,
    forget: () => {
      last = performance.now();
    },
    get peakMemoryBytes() {
      return peakMemoryBytes;
    },
    read: () => {
      look();
      return {
        preparingMs: parts.preparing,
        firstStepMs,
        stepsMs: parts.steps,
        evaluationsMs: parts.evaluations,
        otherMs: parts.other,
        finishingMs: parts.finishing,
        steps,
        evaluations,
        checkpointBytes,
        peakMemoryBytes,
      };
    },
  };
}
