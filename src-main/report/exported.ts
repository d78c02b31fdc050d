import type {
  BlockFigure,
  ChartFigure,
  LineChart,
  Report,
  ReportBlock,
  TableFigure,
} from '#contract/report.ts';

/** A block with what it shows, as exporters take it. */
export interface ExportedBlock {
  readonly block: ReportBlock;
  readonly figure: BlockFigure | null;
}

/** A report with its figures of one moment. */
export interface ExportedReport {
  readonly report: Report;
  readonly blocks: readonly ExportedBlock[];
  readonly version: string;
  readonly now: number;
}

/** A block by what there is to write of it. */
export type Part =
  | { readonly kind: 'text'; readonly markdown: string }
  | {
      readonly kind: 'chart';
      readonly title: string;
      readonly chart: LineChart;
      readonly figure: ChartFigure;
    }
  | { readonly kind: 'table'; readonly title: string; readonly figure: TableFigure }
  | { readonly kind: 'failed'; readonly title: string; readonly message: string };

export function partOf({ block, figure }: ExportedBlock): Part {
  if (block.kind === 'text') return { kind: 'text', markdown: block.markdown };
  const title = block.title === '' && block.kind === 'chart' ? block.chart.metric : block.title;
  if (block.kind === 'chart' && figure?.kind === 'line') {
    return { kind: 'chart', title, chart: block.chart, figure };
  }
  if (block.kind === 'table' && figure?.kind === 'table') return { kind: 'table', title, figure };
  return { kind: 'failed', title, message: figure?.kind === 'failed' ? figure.error.message : '' };
}
