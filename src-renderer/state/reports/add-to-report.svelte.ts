import type { LineChart, ReportBlock, ReportTable } from '#contract/report.ts';
import { connection } from '../connection.svelte.ts';
import { toasts } from '../toasts.svelte.ts';
import { newBlockId } from './blocks.ts';

let offered = $state.raw<ReportBlock | null>(null);

/** What somebody wants in a report, from wherever it stands; the window asks in which one. */
export const addToReport = {
  get offered(): ReportBlock | null {
    return offered;
  },
  chart(title: string, chart: LineChart): void {
    offered = { id: newBlockId(), kind: 'chart', title, chart };
  },
  table(title: string, table: ReportTable): void {
    offered = { id: newBlockId(), kind: 'table', title, table };
  },
  close(): void {
    offered = null;
  },
  /** Whether it is in the report. */
  async append(report: number, block: ReportBlock): Promise<boolean> {
    try {
      await connection.client.call('reports.append', { report, blocks: [block] });
      return true;
    } catch (thrown) {
      toasts.error(thrown);
      return false;
    }
  },
};
