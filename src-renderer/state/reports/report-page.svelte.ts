import type { Report, ReportBlock, ReportDocument, ReportFormat } from '#contract/report.ts';
import type { MethodOutput } from '#contract/methods/index.ts';
import type { RunNames } from '#contract/methods/runs.ts';
import { t } from '../../messages/messages.svelte.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { atMostEvery } from '../runs/at-most-every.ts';
import { toasts } from '../toasts.svelte.ts';
import { steps } from '../undo.svelte.ts';
import { inserted, moved, newBlockId, replaced } from './blocks.ts';

const newsMs = 1000;

/** A report that is read and composed: every change is kept at once, and can be undone. */
export class ReportPage {
  readonly id: number;
  #asked = new Asked<Report>();
  #names = new Asked<RunNames>();
  /** What was changed here and is not kept yet; it goes before what the core has. */
  #draft = $state.raw<ReportDocument | null>(null);
  #saving = 0;
  #version = $state(0);

  readonly report = $derived(this.#asked.value);
  readonly blocks = $derived<readonly ReportBlock[]>(
    (this.#draft ?? this.#asked.value?.document)?.blocks ?? [],
  );
  /** Params and metrics that the runs have. */
  readonly names = $derived(this.#names.value);

  constructor(id: number) {
    this.id = id;
  }

  get error(): unknown {
    return this.#asked.error;
  }
  /** Counts the news of the runs: with another one, figures are asked for again. */
  get version(): number {
    return this.#version;
  }

  refresh(): void {
    void this.#asked.ask(() => connection.client.call('reports.show', { report: this.id }));
    void this.#names.ask(() => connection.client.call('runs.columns', {}));
  }

  /** Follows the report and the runs until the returned function is called. */
  watch(): () => void {
    const report = atMostEvery(newsMs, () => this.#saving === 0 && this.refresh());
    const runs = atMostEvery(newsMs, () => !document.hidden && this.#version++);
    const stops = [
      connection.client.subscribe('reports', report.soon),
      connection.client.subscribe('runs', runs.soon),
    ];
    return () => {
      report.stop();
      runs.stop();
      for (const stop of stops) stop();
    };
  }

  async rename(name: string): Promise<void> {
    const before = this.report?.name;
    if (before === undefined || name.trim() === '' || name === before) return;
    const save = async (to: string): Promise<void> => {
      await connection.client.call('reports.save', { report: this.id, name: to });
      this.refresh();
    };
    try {
      await save(name);
      steps.did({ label: t('report.did.name'), undo: () => save(before), redo: () => save(name) });
    } catch (thrown) {
      toasts.error(thrown);
    }
  }

  /** The report as a file; null where it could not be made, which is said. */
  async export(format: ReportFormat): Promise<MethodOutput<'reports.export'> | null> {
    try {
      return await connection.client.call('reports.export', { report: this.id, format });
    } catch (thrown) {
      toasts.error(thrown);
      return null;
    }
  }

  add(block: ReportBlock, after: string | null = null): void {
    this.#change(t(`report.did.add.${block.kind}`), inserted(this.blocks, block, after));
  }
  /** `topic`: changes of one block that follow one another at once are one step back. */
  change(block: ReportBlock): void {
    this.#change(t('report.did.change'), replaced(this.blocks, block), `report ${this.id} ${block.id}`);
  }
  remove(id: string): void {
    this.#change(
      t('report.did.remove'),
      this.blocks.filter((block) => block.id !== id),
    );
  }
  duplicate(block: ReportBlock): void {
    this.#change(t('report.did.duplicate'), inserted(this.blocks, { ...block, id: newBlockId() }, block.id));
  }
  move(id: string, to: number): void {
    const blocks = moved(this.blocks, id, to);
    if (blocks.every((block, index) => block === this.blocks[index])) return;
    this.#change(t('report.did.move'), blocks);
  }

  #change(label: string, blocks: readonly ReportBlock[], topic?: string): void {
    const before = this.blocks;
    void this.#save(blocks);
    steps.did({
      label,
      undo: () => this.#save(before),
      redo: () => this.#save(blocks),
      ...(topic === undefined ? {} : { topic }),
    });
  }

  /** Shows it at once; what cannot be kept says why, and stays on the page. */
  async #save(blocks: readonly ReportBlock[]): Promise<void> {
    const changed = { blocks: [...blocks] };
    this.#draft = changed;
    this.#saving++;
    try {
      await connection.client.call('reports.save', { report: this.id, document: changed });
      await this.#asked.ask(() => connection.client.call('reports.show', { report: this.id }));
      if (this.#draft === changed) this.#draft = null;
    } catch (thrown) {
      toasts.error(thrown);
    } finally {
      this.#saving--;
    }
  }
}
