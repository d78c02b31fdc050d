import type { ComparedGroup, ComparisonMethod, GroupComparison } from '#contract/group-comparison.ts';
import { t } from '../../messages/messages.svelte.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { toasts } from '../toasts.svelte.ts';
import { repeatPlan } from './repeat-plan.ts';

/** Whether settings are better than those of the baseline, or look so by chance: by all of their seeds and folds. */
export class Chance {
  #asked = new Asked<GroupComparison>();
  /** The metric that was chosen; null leaves it to the core. */
  metric = $state<string | null>(null);
  method = $state<ComparisonMethod>('auto');
  pairs = $state(true);
  /** Whether runs of the same settings count that were not chosen. */
  others = $state(true);
  #starting = $state(false);

  get answer(): GroupComparison | null {
    return this.#asked.value;
  }
  get error(): unknown {
    return this.#asked.error;
  }
  get starting(): boolean {
    return this.#starting;
  }

  ask(runs: readonly number[]): void {
    const { metric, method, pairs, others } = this;
    void this.#asked.ask(() =>
      connection.client.call('runs.compareGroups', {
        runs: [...runs],
        method,
        pairs,
        others,
        ...(metric === null ? {} : { metric }),
      }),
    );
  }

  /** Trains the settings of groups again with further seeds, until each has five. What failed is told in a toast. */
  async repeat(groups: readonly ComparedGroup[]): Promise<void> {
    this.#starting = true;
    try {
      let started = 0;
      for (const { run, size, seed } of repeatPlan(groups)) {
        const { spec } = await connection.client.call('runs.show', { run });
        const family = await connection.client.call('families.start', {
          spec: { ...spec, seed: seed ?? spec.seed + 1 },
          kind: 'seeds',
          size,
        });
        started += family.runs.length;
      }
      toasts.success(t('compare.chance.started', { count: started }));
    } catch (thrown) {
      toasts.error(thrown);
    } finally {
      this.#starting = false;
    }
  }
}
