import type { Usage } from '#contract/estimate.ts';
import { threadMemoryBytes } from '../tensor/memory.ts';
import { measureWorkTime } from './work-time.ts';

type Part = 'preparing' | 'steps' | 'evaluations' | 'other' | 'finishing';

/** Where the time of a training goes, and how much memory it holds at most. */
export interface UsageMeter {
  /** What passed since the last call was spent on this. */
  spent(part: Part): void;
  step(): void;
  evaluation(): void;
  checkpoint(bytes: Uint8Array): void;
  /** Saves a state or writes it down; the time of it is none of the part that it falls into. */
  saving<T>(save: () => T): T;
  /** A look at the memory; now and then, since it costs microseconds. */
  look(): void;
  /** What passed since the last call was a pause. */
  forget(): void;
  /** Spent so far on steps, evaluations and what is between them; a sleep of the machine does not count. */
  readonly trainingMs: number;
  /** At the last looks. */
  readonly peakMemoryBytes: number;
  read(): Usage;
}

/** Begins to count now; `stopwatch` gives milliseconds that only grow. */
export function openUsageMeter(stopwatch = (): number => performance.now()): UsageMeter {
  const parts: Record<Part, number> = { preparing: 0, steps: 0, evaluations: 0, other: 0, finishing: 0 };
  const time = measureWorkTime<Part>(stopwatch);
  let trainingMs = 0;
  let steps = 0;
  let firstStepMs = 0;
  let evaluations = 0;
  let checkpointBytes = 0;
  let checkpoints = 0;
  let checkpointsMs = 0;
  /** Of the time since the last lap, what went into checkpoints. */
  let savedMs = 0;
  let peakMemoryBytes = 0;
  const look = (): void => {
    peakMemoryBytes = Math.max(peakMemoryBytes, threadMemoryBytes());
  };
  return {
    spent: (part) => {
      const saved = savedMs;
      savedMs = 0;
      const passed = time.lap(part);
      parts[part] += Math.max(0, passed - saved);
      if (part !== 'preparing' && part !== 'finishing') trainingMs += passed;
    },
    step: () => {
      steps++;
      if (steps === 1) firstStepMs = time.sinceLap();
    },
    evaluation: () => void evaluations++,
    checkpoint: (bytes) => {
      checkpointBytes = bytes.length;
      checkpoints++;
      look();
    },
    saving: (save) => {
      const from = time.sinceLap();
      const saved = save();
      const took = time.sinceLap() - from;
      savedMs += took;
      checkpointsMs += took;
      return saved;
    },
    look,
    forget: () => {
      savedMs = 0;
      time.forget();
    },
    get trainingMs() {
      return trainingMs;
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
        checkpointsMs,
        checkpoints,
        peakMemoryBytes,
      };
    },
  };
}
