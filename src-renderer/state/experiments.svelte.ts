import type { Experiment } from '#contract/experiment.ts';
import { Asked } from './async.svelte.ts';
import { connection } from './connection.svelte.ts';

const asked = new Asked<readonly Experiment[]>();

/** Collections of runs, to choose from; empty while they are not known. */
export const experiments = {
  get list(): readonly Experiment[] {
    return asked.value ?? [];
  },
  load(): void {
    void asked.ask(() => connection.client.call('experiments.list', {}));
  },
};
