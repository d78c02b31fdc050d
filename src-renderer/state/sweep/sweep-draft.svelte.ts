import type { SweepSpecInput } from '#contract/sweep/sweep.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { connection } from '../connection.svelte.ts';
import { findJsonError } from '../json-error.ts';
import { newRun } from '../new-run.svelte.ts';
import { router } from '../router.svelte.ts';
import { toasts } from '../toasts.svelte.ts';
import { proposeRange, type Range } from './propose-range.ts';

const draftKey = 'descent.sweep-draft';

export interface SweepChoices {
  readonly metric: string;
  readonly trials: number;
  readonly sampler: SweepSpecInput['sampler'];
  readonly pruner: string;
  /** Whether the best few are repeated with other seeds. */
  readonly repeat: boolean;
}

/** Which settings of the new run are to be varied, and how. Kept beside the draft of the run itself. */
class SweepDraft {
  #space = $state.raw<Readonly<Record<string, Range>>>(restored());
  #starting = $state(false);

  get space(): Readonly<Record<string, Range>> {
    return this.#space;
  }
  get count(): number {
    return Object.keys(this.#space).length;
  }
  get starting(): boolean {
    return this.#starting;
  }

  rangeOf(path: string): Range | undefined {
    return this.#space[path];
  }

  set(path: string, range: Range | null): void {
    const others = Object.fromEntries(Object.entries(this.#space).filter(([name]) => name !== path));
    this.#space = range === null ? others : { ...others, [path]: range };
    sessionStorage.setItem(draftKey, JSON.stringify(this.#space));
  }

  /** The two that nearly always matter. */
  propose(): void {
    const rate = newRun.at('optimizer.learningRate');
    if (typeof rate === 'number') {
      this.set('optimizer.learningRate', proposeRange({ name: 'learningRate', type: 'number' }, rate));
    }
    const batch = newRun.at('batchSize') ?? 32;
    if (typeof batch === 'number')
      this.set('batchSize', proposeRange({ name: 'batchSize', type: 'integer' }, batch));
  }

  clear(): void {
    this.#space = {};
    sessionStorage.removeItem(draftKey);
  }

  /** Starts the sweep and opens its page; what is refused is told in a toast, and everything stays. */
  async start({ metric, trials, sampler, pruner, repeat }: SweepChoices): Promise<void> {
    this.#starting = true;
    try {
      // As the check of the run's form found it; the core parses it once more.
      const training = newRun.document as TrainingSpecInput;
      const spec: SweepSpecInput = {
        trials,
        sampler,
        pruner,
        objective: { metric },
        training,
        space: this.#space,
        ...(repeat ? { repeat: {} } : {}),
      };
      const { sweep } = await connection.client.call('sweeps.start', { spec });
      router.go({ page: 'sweep', id: sweep });
    } catch (thrown) {
      toasts.error(thrown);
    } finally {
      this.#starting = false;
    }
  }
}

function restored(): Readonly<Record<string, Range>> {
  const text = sessionStorage.getItem(draftKey);
  if (text === null || findJsonError(text) !== null) return {};
  // Written above.
  return JSON.parse(text) as Record<string, Range>;
}

export const sweepDraft = new SweepDraft();
