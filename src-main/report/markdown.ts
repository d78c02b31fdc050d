import type { TableFigure } from '#contract/report.ts';
import { sceneSvg } from '../../src-renderer/charts/scene/svg.ts';
import { cellText } from '../../src-renderer/format/table-cell.ts';
import { zip, type ZipEntry } from '../base/zip.ts';
import { chartScene, noteOf } from './chart-scene.ts';
import { partOf, type ExportedReport } from './exported.ts';

/** The report as a ZIP: `report.md`, and a picture (SVG) for each chart that it shows. */
export function reportMarkdown({ report, blocks, now }: ExportedReport): Uint8Array {
  const pictures: ZipEntry[] = [];
  const parts = blocks.map(partOf).map((part) => {
    switch (part.kind) {
      case 'text':
        return part.markdown;
      case 'table':
        return `${part.title === '' ? '' : `**${inline(part.title)}**\n\n`}${tableMarkdown(part.figure)}`;
      case 'failed':
        return `**${inline(part.title)}** ${inline(part.message)}`;
      case 'chart': {
        const { title, chart, figure } = part;
        const scene = chartScene(chart, figure, { width: 860, height: 360, title });
        if (scene === null) return `**${inline(title)}**`;
        const name = `pictures/chart-${pictures.length + 1}.svg`;
        pictures.push({ name, bytes: new TextEncoder().encode(sceneSvg(scene)) });
        const note = noteOf(chart);
        return `![${inline(title)}](${name})${note === '' ? '' : `\n\n*${inline(note)}*`}`;
      }
    }
  });
  const text = `# ${inline(report.name)}\n\n${parts.join('\n\n')}\n`;
  return zip([{ name: 'report.md', bytes: new TextEncoder().encode(text) }, ...pictures], now);
}

function tableMarkdown({ columns, rows, more }: TableFigure): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ label }) => inline(label))),
    line(columns.map(({ numeric }) => (numeric ? '--:' : '---'))),
    ...rows.map((row) =>
      line(
        row.map((cell, place) => {
          const text = inline(cellText(cell, columns[place] ?? { label: '', numeric: false }));
          return cell.best === true ? `**${text}**` : text;
        }),
      ),
    ),
    ...(more > 0 ? ['', `${more} more rows are not shown.`] : []),
  ].join('\n');
}

/** Text in which nothing means anything to Markdown, on one line. */
function inline(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, (sign) => `\\${sign}`).replace(/\s*\n\s*/g, ' ');
}
