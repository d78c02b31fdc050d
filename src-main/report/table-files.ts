import type { TableCell, TableColumn, TableFigure } from '#contract/report.ts';
import { csvCell } from '../../src-renderer/format/csv-cell.ts';
import { formatExact } from '../../src-renderer/format/number.ts';
import { cellText } from '../../src-renderer/format/table-cell.ts';

interface Titled {
  readonly title: string;
  readonly figure: TableFigure;
}

/**
 * Tables as CSV (RFC 4180), numbers with every digit. A column of means is followed by its standard deviation and by
 * how many numbers it is of. Several tables have their titles before them and an empty line between.
 */
export function tablesCsv(tables: readonly Titled[]): string {
  return tables
    .map(({ title, figure }) => (tables.length > 1 ? `${csvCell(title)}\r\n` : '') + tableCsv(figure))
    .join('\r\n');
}

function tableCsv({ columns, rows }: TableFigure): string {
  const spread = columns.map((_, place) => rows.some((row) => row[place]?.deviation !== undefined));
  const head = columns.flatMap(({ label }, place) =>
    spread[place] === true ? [label, `${label} deviation`, `${label} n`] : [label],
  );
  const lines = rows.map((row) =>
    row.flatMap((cell, place) =>
      spread[place] === true
        ? [raw(cell.value), raw(cell.deviation ?? null), raw(cell.count ?? null)]
        : [raw(cell.value)],
    ),
  );
  return [head.map(csvCell), ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** A number is no formula, whatever its sign. */
function raw(value: TableCell['value']): string {
  if (value === null) return '';
  return typeof value === 'number' ? formatExact(value) : csvCell(String(value));
}

/** Tables for LaTeX with the package booktabs; means with ± and the best in bold. */
export function tablesLatex(tables: readonly Titled[]): string {
  return `% Needs \\usepackage{booktabs}\n${tables.map(tableLatex).join('\n')}`;
}

function tableLatex({ title, figure: { columns, rows, more } }: Titled): string {
  const caption = [title, ...(more > 0 ? [`${more} more rows are not shown.`] : [])]
    .filter((text) => text !== '')
    .join('. ');
  return [
    '\\begin{table}',
    '  \\centering',
    ...(caption === '' ? [] : [`  \\caption{${escaped(caption)}}`]),
    `  \\begin{tabular}{${columns.map(({ numeric }) => (numeric ? 'r' : 'l')).join('')}}`,
    '    \\toprule',
    `    ${columns.map(({ label }) => escaped(label)).join(' & ')} \\\\`,
    '    \\midrule',
    ...rows.map((row) => `    ${row.map((cell, place) => cellLatex(cell, columns[place])).join(' & ')} \\\\`),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

function cellLatex(cell: TableCell, column: TableColumn = { label: '', numeric: false }): string {
  const text = cellText(cell, column);
  if (text === '—') return '---';
  const isNumber = typeof cell.value === 'number' && column.type === undefined;
  if (!isNumber) return cell.best === true ? `\\textbf{${escaped(text)}}` : escaped(text);
  const math = text
    .replaceAll('−', '-')
    .replaceAll(',', '{,}')
    .replaceAll(' ± ', ' \\pm ')
    .replace(/([\d.]+)e(-?\d+)/g, '$1 \\times 10^{$2}')
    .replace(/NaN/g, '\\mathrm{NaN}')
    .replace(/inf/g, '\\infty');
  return cell.best === true ? `$\\mathbf{${math}}$` : `$${math}$`;
}

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '—': '---',
  '–': '--',
  '±': '$\\pm$',
  '−': '$-$',
};

/** Text in which nothing is a command. */
export function escaped(text: string): string {
  return text.replace(/[\\~^<>|—–±−]|[&%$#_{}]/g, (sign) => special[sign] ?? `\\${sign}`);
}
