import type { LineageEntry } from '#contract/lineage.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';

/** The runs that one came from and that came from it. */
export class Lineage {
  readonly run: number;
  #entries = new Asked<readonly LineageEntry[]>();

  constructor(run: number) {
    this.run = run;
  }

  /** Empty until it is known. */
  get entries(): readonly LineageEntry[] {
    return this.#entries.value ?? [];
  }

  ask(): void {
    void this.#entries.ask(() => connection.client.call('runs.lineage', { run: this.run }));
  }
}
