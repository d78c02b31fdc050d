import type { Sample } from '#contract/sample.ts';
import { Asked } from './async.svelte.ts';
import { connection } from './connection.svelte.ts';
import { router } from './router.svelte.ts';
import { toasts } from './toasts.svelte.ts';

const asked = new Asked<readonly Sample[]>();
let starting = $state<string | null>(null);

/** The trainings that ship with Descent. */
export const samples = {
  get list(): readonly Sample[] | null {
    return asked.value;
  },
  get error(): unknown {
    return asked.error;
  },
  /** Name of the sample that is being started. */
  get starting(): string | null {
    return starting;
  },
  load(): void {
    if (asked.value === null) void asked.ask(() => connection.client.call('samples.list', {}));
  },
  /** One click: starts the run and opens its page. */
  async start(sample: Sample): Promise<void> {
    if (starting !== null) return;
    starting = sample.name;
    try {
      const { run } = await connection.client.call('runs.start', { spec: sample.spec });
      router.go({ page: 'run', id: run });
    } catch (thrown) {
      toasts.error(thrown);
    } finally {
      starting = null;
    }
  },
};
