import type { MethodInput, MethodName } from '#contract/methods/index.ts';
import type { ParamValue } from '#contract/param.ts';
import type { SearchSpaceInput } from '#contract/sweep/search-space.ts';
import type { SweepCurves, SweepImportance, SweepPageAnswer } from '#contract/sweep/sweep-view.ts';
import { fromTrialColumns, type TrialSummary } from '#contract/sweep/trial-columns.ts';
import { idsWithin, type Brushes } from '../../charts/sweep/parallel-lines.ts';
import { t } from '../../messages/messages.svelte.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { atMostEvery } from '../runs/at-most-every.ts';
import { toasts } from '../toasts.svelte.ts';
import { steps } from '../undo.svelte.ts';
import { parallelAxes, parallelLine } from './param-axes.ts';
import { axisLabels } from './param-label.ts';
import type { ShownSweep } from './shown-sweep.ts';
import { bestFirst, mostLines, ranks } from './sweep-figures.ts';

const newsMs = 500;
/** An answer about very many trials takes the core a while, which is to train meanwhile. */
const manyNewsMs = 2000;
const many = 2000;

export type SweepCommand = 'pause' | 'resume' | 'stop' | 'extend' | 'delete' | 'add' | 'trial' | 'space';

/** One sweep: what its page shows, kept up with what happens to its trials, and which of them are chosen. */
export class SweepPage {
  readonly id: number;
  #answer = new Asked<SweepPageAnswer>();
  #chosenCurves = new Asked<SweepCurves>();
  #importance = new Asked<SweepImportance>();
  /** Of how many complete trials the importance was asked for. */
  #weighed = 0;
  #commanding = $state<SweepCommand | null>(null);
  #brushes = $state.raw<Brushes>({});
  /** The brushes by which trials are chosen: those of a moment ago, while one is drawn. */
  #settled = $state.raw<Brushes>({});

  readonly detail = $derived.by((): ShownSweep | null => {
    const answer = this.#answer.value;
    return answer === null ? null : { ...answer.detail, trialRows: fromTrialColumns(answer.trials) };
  });
  readonly curves = $derived(this.#chosenCurves.value ?? this.#answer.value?.curves ?? null);
  readonly hypervolume = $derived(this.#answer.value?.hypervolume ?? null);
  readonly importance = $derived(this.#importance.value);
  readonly direction = $derived(this.#answer.value?.detail.objectives[0]?.direction ?? 'minimise');
  readonly axes = $derived(this.detail === null ? [] : parallelAxes([this.detail], axisLabels));
  /** Numbers of all trials that have a value, the best first, and how good each is among them. */
  readonly order = $derived(bestFirst(this.detail?.trialRows ?? [], this.direction));
  readonly rank = $derived(ranks(this.order));
  readonly lines = $derived(
    this.order.flatMap((number) => {
      const trial = this.detail?.trialRows[number];
      return trial === undefined ? [] : [parallelLine(this.axes, trial, number)];
    }),
  );
  /** Within all brushes; null where there are none. */
  readonly chosen = $derived.by((): ReadonlySet<number> | null => {
    if (Object.keys(this.#settled).length === 0) return null;
    return idsWithin(this.lines, this.axes, this.#settled);
  });
  /** Trials that charts and the table show. */
  readonly trials = $derived.by((): readonly TrialSummary[] => {
    const all = this.detail?.trialRows ?? [];
    const chosen = this.chosen;
    return chosen === null ? all : all.filter(({ number }) => chosen.has(number));
  });
  /** Those whose curves are drawn, the best first, and how good each is among them: the best can be told apart. */
  readonly drawn = $derived.by((): readonly number[] => {
    const chosen = this.chosen;
    return (chosen === null ? this.order : this.order.filter((number) => chosen.has(number))).slice(
      0,
      mostLines,
    );
  });
  readonly drawnRank = $derived(ranks(this.drawn));

  constructor(id: number) {
    this.id = id;
  }

  get error(): unknown {
    return this.#answer.error;
  }
  get commanding(): SweepCommand | null {
    return this.#commanding;
  }
  get brushes(): Brushes {
    return this.#brushes;
  }

  /** Draws brushes. Trials are chosen by them once they are `settled`. */
  brush(brushes: Brushes, settled: boolean): void {
    this.#brushes = brushes;
    if (!settled) return;
    this.#settled = brushes;
    if (this.chosen === null) this.#chosenCurves.clear();
    else this.#askChosen();
  }

  /** Curves of the best that are chosen: those of the best of all are there already. */
  #askChosen(): void {
    const trials = [...this.drawn];
    void this.#chosenCurves.ask(() => connection.client.call('sweeps.curves', { sweep: this.id, trials }));
  }

  /** Follows the trials' news until the returned function is called; what is now is asked for by `refresh`. */
  watch(): () => void {
    const often = atMostEvery(newsMs, () => this.refresh());
    const seldom = atMostEvery(manyNewsMs, () => this.refresh());
    const stop = connection.client.subscribe(`sweep:${this.id}`, () =>
      ((this.#answer.value?.trials.states.length ?? 0) > many ? seldom : often).soon(),
    );
    return () => {
      stop();
      often.stop();
      seldom.stop();
    };
  }

  refresh(): void {
    void this.#answer
      .ask(() => connection.client.call('sweeps.page', { sweep: this.id, curves: mostLines }))
      .then((answer) => {
        if (answer === null) return;
        if (this.chosen !== null) this.#askChosen();
        // Which params mattered takes the core longer than all else: the charts are painted first.
        requestAnimationFrame(() => setTimeout(() => this.#weigh(answer.detail)));
      });
  }

  /** Asked again once there is a tenth more to tell it from. */
  #weigh({ trials, state }: SweepPageAnswer['detail']): void {
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
  /** Can be undone: trials that were proposed meanwhile stay. */
  async changeSpace(space: SearchSpaceInput): Promise<boolean> {
    const before = this.detail?.spec.space;
    const become = (given: SearchSpaceInput): Promise<boolean> =>
      this.#command('space', 'sweeps.changeSpace', { sweep: this.id, space: given });
    const changed = await become(space);
    if (changed && before !== undefined) {
      steps.did({ label: t('sweep.undo.space'), undo: () => become(before), redo: () => become(space) });
    }
    return changed;
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
  /** Can be undone. */
  async excludeTrial(trial: number, excluded: boolean): Promise<boolean> {
    const set = (wanted: boolean): Promise<boolean> =>
      this.#command('trial', 'sweeps.excludeTrial', { sweep: this.id, trial, excluded: wanted });
    const changed = await set(excluded);
    const label = t(excluded ? 'sweep.undo.exclude' : 'sweep.undo.include', { trial });
    if (changed) steps.did({ label, undo: () => set(!excluded), redo: () => set(excluded) });
    return changed;
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
