import type { BlockFigure, ReportBlock } from '#contract/report.ts';
import type { ReadDatabase } from '../store/database.ts';
import { chartFigure } from './chart-figure.ts';
import { tableFigure } from './table-figure.ts';

/** What a block shows at the moment, a chart at a width in device pixels; null of text. Throws what refuses it. */
export function blockFigure(
  db: ReadDatabase,
  block: ReportBlock,
  width: number,
  now: number,
): BlockFigure | null {
  switch (block.kind) {
    case 'text':
      return null;
    case 'chart':
      return chartFigure(db, block.chart, width, now);
    case 'table':
      return tableFigure(db, block.table, now);
  }
}
