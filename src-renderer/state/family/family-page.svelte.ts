import type { FamilyDetail } from '#contract/family.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { runActions } from '../runs/run-actions.ts';
import { atMostEvery } from '../runs/at-most-every.ts';
import { toasts } from '../toasts.svelte.ts';

const newsMs = 500;

/** One family of runs: what its page shows, kept up with what happens to its members. */
export class FamilyPage {
  readonly id: number;
  #detail = new Asked<FamilyDetail>();
  #commanding = $state<'stop' | 'resume' | 'delete' | null>(null);

  readonly detail = $derived(this.#detail.value);

  constructor(id: number) {
    this.id = id;
  }

  get error(): unknown {
    return this.#detail.error;
  }
  get commanding(): 'stop' | 'resume' | 'delete' | null {
    return this.#commanding;
  }

  /** Follows the members' news until the returned function is called; what is now is asked for by `refresh`. */
  watch(): () => void {
    const refresh = atMostEvery(newsMs, () => this.refresh());
    const stop = connection.client.subscribe(`family:${this.id}`, refresh.soon);
    return () => {
      stop();
      refresh.stop();
    };
  }

  refresh(): void {
    void this.#detail.ask(() => connection.client.call('families.show', { family: this.id }));
  }

  stop(): Promise<boolean> {
    return this.#command('stop', 'families.stop');
  }
  resume(): Promise<boolean> {
    return this.#command('resume', 'families.resume');
  }
  /** Moves all members to the trash, from where they can be taken back. */
  async trash(): Promise<boolean> {
    const runs = (this.detail?.members ?? []).flatMap(({ run }) => (run === null ? [] : [run]));
    this.#commanding = 'delete';
    try {
      return (await runActions.trash(runs)).length > 0;
    } finally {
      this.#commanding = null;
    }
  }

  /** Whether it was done; what failed is told in a toast. */
  async #command(name: 'stop' | 'resume', method: 'families.stop' | 'families.resume'): Promise<boolean> {
    this.#commanding = name;
    try {
      await connection.client.call(method, { family: this.id });
      this.refresh();
      return true;
    } catch (thrown) {
      toasts.error(thrown);
      return false;
    } finally {
      this.#commanding = null;
    }
  }
}
