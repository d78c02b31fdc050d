import { csvCell } from '../../format/csv-cell.ts';
import { formatExact } from '../../format/number.ts';

/** What a figure draws, as rows: for those who read it, and for files. */
export interface FigureTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly FigureCell[])[];
}
export type FigureCell = string | number | null;

/** Every digit of a number; nothing for what is not there. */
export function cellText(cell: FigureCell | undefined): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'number' ? formatExact(cell) : cell;
}

export function tableCsv({ columns, rows }: FigureTable): string {
  return `${[columns, ...rows].map((row) => row.map((cell) => csvCell(cellText(cell))).join(',')).join('\r\n')}\r\n`;
}
