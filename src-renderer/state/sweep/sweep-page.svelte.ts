import type { MethodInput, MethodName } from '#contract/methods/index.ts';
import type { ParamValue } from '#contract/param.ts';
import type { SearchSpaceInput } from '#contract/sweep/search-space.ts';
import type { SweepCurves, SweepDetail, SweepImportance, TrialRow } from '#contract/sweep/sweep-view.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { atMostEvery } from '../runs/at-most-every.ts';
import { toasts } from '../toasts.svelte.ts';
import { drawnTrials } from './sweep-figures.ts';

const newsMs = 500;

export type SweepCommand = 'pause' | 'resume' | 'stop' | 'extend' | 'delete' | 'add' | 'trial' | 'space';

/** One sweep: what its page shows, kept up with what happens to its trials, and which of them are chosen. */
export class SweepPage {
  readonly id: number;
  #detail = new Asked<SweepDetail>();
  #curves = new Asked<SweepCurves>();
  #importance = new Asked<SweepImportance>();
  /** Of how many complete trials the importance was asked for. */
  #weighed = 0;
  #commanding = $state<SweepCommand | null>(null);
  /** Chosen in a chart; null where all are. */
  #chosen = $state.raw<ReadonlySet<number> | null>(null);

  readonly detail = $derived(this.#detail.value);
  readonly curves = $derived(this.#curves.value);
  readonly importance = $derived(this.#importance.value);
  /** Trials that charts and the table show. */
  readonly trials = $derived.by((): readonly TrialRow[] => {
    const all = this.#detail.value?.trialRows ?? [];
    const chosen = this.#chosen;
    return chosen === null ? all : all.filter(({ number }) => chosen.has(number));
  });

  constructor(id: number) {
    this.id = id;
  }

  get error(): unknown {
    return this.#detail.error;
  }
  get commanding(): SweepCommand | null {
    return this.#commanding;
  }
  get chosen(): ReadonlySet<number> | null {
    return this.#chosen;
  }

  choose(trials: ReadonlySet<number> | null): void {
    this.#chosen = trials;
  }

  /** Follows the trials' news until the returned function is called; what is now is asked for by `refresh`. */
  watch(): () => void {
    const refresh = atMostEvery(newsMs, () => this.refresh());
    const stop = connection.client.subscribe(`sweep:${this.id}`, refresh.soon);
    return () => {
      stop();
      refresh.stop();
    };
  }

  refresh(): void {
    void this.#detail
      .ask(() => connection.client.call('sweeps.show', { sweep: this.id }))
      .then((detail) => {
        if (detail === null) return;
        this.#weigh(detail);
        const trials = drawnTrials(detail.trialRows, detail.objectives[0]?.direction ?? 'minimise');
        void this.#curves.ask(() =>
          connection.client.call('sweeps.curves', { sweep: this.id, trials: [...trials] }),
        );
      });
  }

  /** Asked again once there is a tenth more to tell it from. */
  #weigh({ trials, state }: SweepDetail): void {
    const grown =
      trials.complete >= this.#weighed * 1.1 || (state !== 'running' && trials.complete !== this.#weighed);
    if (!grown || trials.complete === 0) return;
    this.#weighed = trials.complete;
    void this.#importance.ask(() => connection.client.call('sweeps.importance', { sweep: this.id }));
  }

  pause(): Promise<boolean> {
    return this.#command('pause', 'sweeps.pause', { sweep: this.id });
  }
  resume(): Promise<boolean> {
    return this.#command('resume', 'sweeps.resume', { sweep: this.id });
  }
  stop(): Promise<boolean> {
    return this.#command('stop', 'sweeps.stop', { sweep: this.id });
  }
  extend(trials: number): Promise<boolean> {
    return this.#command('extend', 'sweeps.extend', { sweep: this.id, trials });
  }
  remove(): Promise<boolean> {
    return this.#command('delete', 'sweeps.delete', { sweep: this.id });
  }
  changeSpace(space: SearchSpaceInput): Promise<boolean> {
    return this.#command('space', 'sweeps.changeSpace', { sweep: this.id, space });
  }
  /** Begins all failed trials anew, one after the other. */
  async retryFailed(): Promise<void> {
    for (const { number, state } of this.detail?.trialRows ?? []) {
      if (state === 'failed' && !(await this.retryTrial(number))) return;
    }
  }
  addTrial(params: Readonly<Record<string, ParamValue>>): Promise<boolean> {
    return this.#command('add', 'sweeps.addTrial', { sweep: this.id, params: { ...params } });
  }
  stopTrial(trial: number): Promise<boolean> {
    return this.#command('trial', 'sweeps.stopTrial', { sweep: this.id, trial });
  }
  retryTrial(trial: number): Promise<boolean> {
    return this.#command('trial', 'sweeps.retryTrial', { sweep: this.id, trial });
  }
  excludeTrial(trial: number, excluded: boolean): Promise<boolean> {
    return this.#command('trial', 'sweeps.excludeTrial', { sweep: this.id, trial, excluded });
  }

  /** Whether it was done; what failed is told in a toast. */
  async #command<M extends MethodName>(
    name: SweepCommand,
    method: M,
    input: MethodInput<M>,
  ): Promise<boolean> {
    this.#commanding = name;
    try {
      await connection.client.call(method, input);
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
