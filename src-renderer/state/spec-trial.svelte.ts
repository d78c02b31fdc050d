import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { connection } from './connection.svelte.ts';

/** Steps are tried out once nothing was changed for so long. */
const pauseMs = 900;

/**
 * Some steps of the spec that is being written, tried out to know how long the whole will take. The core remembers what
 * it finds and tells it with the next check.
 */
export class SpecTrial {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #call: AbortController | null = null;
  #running = $state(false);
  #error = $state.raw<unknown>(null);

  get running(): boolean {
    return this.#running;
  }
  /** What the training would fail with in its first steps. */
  get error(): unknown {
    return this.#error;
  }

  /** Tries a spec that was checked, in a moment, where its time is not known and it fits; then calls `found`. */
  plan({ estimate, availableBytes = 0 }: Partial<SpecPlan>, spec: unknown, found: () => Promise<void>): void {
    clearTimeout(this.#timer);
    if (estimate?.seconds !== null || estimate.memoryBytes > availableBytes) return;
    this.#timer = setTimeout(() => void this.#run(spec, found), pauseMs);
  }

  async #run(spec: unknown, found: () => Promise<void>): Promise<void> {
    const call = new AbortController();
    this.#call = call;
    this.#running = true;
    try {
      // The core parses it once more; its check found nothing wrong.
      await connection.client.call('specs.probe', { spec: spec as TrainingSpecInput }, call.signal);
      if (!call.signal.aborted) await found();
    } catch (thrown) {
      if (!call.signal.aborted) this.#error = thrown;
    } finally {
      if (this.#call === call) this.#running = false;
    }
  }

  /** For a spec that is another one now, or is started. */
  end(): void {
    clearTimeout(this.#timer);
    this.#call?.abort();
    this.#call = null;
    this.#running = false;
    this.#error = null;
  }
}
