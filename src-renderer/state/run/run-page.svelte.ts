import type { RunChanged } from '#contract/events.ts';
import { isFinished, type RunDetail, type RunProgress, type RunState } from '#contract/run.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatInteger } from '../../format/number.ts';
import { t } from '../../messages/messages.svelte.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { runActions } from '../runs/run-actions.ts';
import { atMostEvery } from '../runs/at-most-every.ts';
import { toasts } from '../toasts.svelte.ts';
import { Lineage } from './lineage.svelte.ts';
import { RunLog } from './run-log.svelte.ts';

/** Texts, results and summaries of metrics; curves ask for themselves. */
const detailMs = 1000;

/** One run: what its page shows, kept up with what happens to it. */
export class RunPage {
  readonly id: number;
  readonly log: RunLog;
  readonly lineage: Lineage;
  #detail = new Asked<RunDetail>();
  #news = $state.raw<RunChanged | null>(null);
  #newsAt = $state(Date.now());
  #exporting = $state(false);
  #commanding = $state<'pause' | 'resume' | 'stop' | null>(null);

  readonly detail = $derived(this.#detail.value);
  readonly state = $derived<RunState | null>(this.#news?.state ?? this.#detail.value?.state ?? null);
  readonly active = $derived(this.state !== null && !isFinished(this.state));
  readonly progress = $derived<RunProgress | null>(
    this.#news?.progress ?? this.#detail.value?.progress ?? null,
  );

  constructor(id: number) {
    this.id = id;
    this.log = new RunLog(id);
    this.lineage = new Lineage(id);
  }

  get error(): unknown {
    return this.#detail.error;
  }
  /** When this run was last heard of, in epoch milliseconds. */
  get newsAt(): number {
    return this.#newsAt;
  }
  /** The command whose effect has not been seen yet. */
  get commanding(): 'pause' | 'resume' | 'stop' | null {
    return this.#commanding;
  }

  get exporting(): boolean {
    return this.#exporting;
  }

  /** Follows the run's news until the returned function is called; what it is now is asked for by `refresh`. */
  watch(): () => void {
    let late = false;
    let before: RunState | null = null;
    const refresh = atMostEvery(detailMs, () => {
      late = document.hidden;
      if (!late) this.refresh();
    });
    const seen = (): void => {
      if (late && !document.hidden) refresh.soon();
    };
    const stop = connection.client.subscribe(`run:${this.id}`, (event) => {
      if (!('state' in event)) return;
      this.#news = event;
      this.#newsAt = Date.now();
      if (event.state !== before) this.#commanding = null;
      // An end brings results: they should not wait for the pause between questions.
      if (before !== null && event.state !== before && isFinished(event.state)) this.refresh();
      else refresh.soon();
      before = event.state;
    });
    document.addEventListener('visibilitychange', seen);
    return () => {
      refresh.stop();
      stop();
      document.removeEventListener('visibilitychange', seen);
    };
  }

  /** Asks for everything: at first, and when the connection has healed. */
  refresh(): void {
    void this.#ask();
    this.log.refresh();
    this.lineage.ask();
  }

  async pause(): Promise<void> {
    await this.#command('pause', () => runActions.pause(this.id));
  }
  async resume(): Promise<void> {
    await this.#command('resume', () => runActions.resume(this.id));
  }
  async stop(): Promise<void> {
    await this.#command('stop', () => runActions.stop([this.id]));
  }
  async stopAfterEpoch(): Promise<void> {
    await runActions.stopAfterEpoch(this.id);
    this.refresh();
  }
  /** Takes the edit at this place back, with those after it, and says what was given up. */
  async undoEdit(place: number): Promise<void> {
    try {
      const asked = { run: this.id, edit: place };
      const { step, lostSteps: lost } = await connection.client.call('runs.undoEdit', asked);
      toasts.success(t('edit.undone', { step: formatInteger(step), lost }));
    } catch (thrown) {
      toasts.error(thrown);
    }
    this.refresh();
  }
  async rename(name: string): Promise<void> {
    if (this.detail === null) return;
    await runActions.rename(this.detail, name);
    await this.#ask();
  }
  async changeTags(add: readonly string[], remove: readonly string[]): Promise<void> {
    if (this.detail === null) return;
    await runActions.changeTags([this.detail], { add, remove });
    await this.#ask();
  }
  /** Rejects with what kept the notes from being stored, so that what was typed is not given up. */
  async setNotes(notes: string): Promise<void> {
    await connection.client.call('runs.setNotes', { run: this.id, notes });
    await this.#ask();
  }
  /** The run as a ZIP with its model; null where that could not be made, which is said. */
  async exported(): Promise<{ readonly name: string; readonly bytes: Uint8Array } | null> {
    this.#exporting = true;
    try {
      return await connection.client.call('runs.export', { run: this.id });
    } catch (thrown) {
      toasts.error(thrown);
      return null;
    } finally {
      this.#exporting = false;
    }
  }
  /** Gives the bytes of a checkpoint back, and says how many. */
  async deleteCheckpoint(step: number): Promise<void> {
    try {
      const asked = { run: this.id, step };
      const { freedBytes } = await connection.client.call('runs.deleteCheckpoint', asked);
      toasts.success(
        freedBytes === 0
          ? t('checkpoint.deletedShared')
          : t('checkpoint.deleted', { size: formatBytes(freedBytes) }),
      );
    } catch (thrown) {
      toasts.error(thrown);
    }
    await this.#ask();
  }
  async trash(): Promise<boolean> {
    if (this.detail === null) return false;
    return (await runActions.trash([this.detail])).length > 0;
  }
  async restore(): Promise<void> {
    await runActions.restore([this.id]);
    await this.#ask();
  }

  async #ask(): Promise<void> {
    const asked = this.#news;
    const detail = await this.#detail.ask(() => connection.client.call('runs.show', { run: this.id }));
    // What was asked after the last news is at least as new; progress comes with both.
    if (detail !== null && this.#news === asked) this.#news = null;
    if (detail !== null) this.#newsAt = Date.now();
  }

  async #command(name: 'pause' | 'resume' | 'stop', run: () => Promise<boolean>): Promise<void> {
    this.#commanding = name;
    const before = this.state;
    const done = await run();
    if (!done || this.state !== before) this.#commanding = null;
    await this.#ask();
    if (this.state !== before) this.#commanding = null;
  }
}
