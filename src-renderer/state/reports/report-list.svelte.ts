import type { ReportBlock, ReportRow } from '#contract/report.ts';
import { t } from '../../messages/messages.svelte.ts';
import { Asked } from '../async.svelte.ts';
import { connection } from '../connection.svelte.ts';
import { toasts } from '../toasts.svelte.ts';
import { steps } from '../undo.svelte.ts';

/** All reports, kept up with while their page is open. */
export class ReportList {
  #rows = new Asked<readonly ReportRow[]>();
  readonly rows = $derived(this.#rows.value);

  get error(): unknown {
    return this.#rows.error;
  }
  watch(): () => void {
    return connection.client.subscribe('reports', () => this.refresh());
  }
  refresh(): void {
    void this.#rows.ask(() => connection.client.call('reports.list', {}));
  }

  /** The number of a new report; null where it could not be made, which is said. */
  async create(name: string, blocks: readonly ReportBlock[] = []): Promise<number | null> {
    try {
      const input = { name, document: { blocks: [...blocks] } };
      return (await connection.client.call('reports.create', input)).report;
    } catch (thrown) {
      toasts.error(thrown);
      return null;
    }
  }

  async remove({ id, name }: ReportRow): Promise<void> {
    const remove = () => connection.client.call('reports.delete', { report: id });
    const restore = () => connection.client.call('reports.restore', { report: id });
    try {
      await remove();
      steps.did({ label: t('report.did.delete', { name }), undo: restore, redo: remove });
      toasts.success(t('report.deleted', { name }), {
        label: t('action.undo'),
        run: () => void steps.undo(),
      });
    } catch (thrown) {
      toasts.error(thrown);
    }
  }
}
