import type { SeriesAnswer, SeriesLine } from '#contract/metric.ts';
import type { TableFigure } from '#contract/report.ts';
import { bandPieces } from '../../src-renderer/charts/band.ts';
import { drawnColumn, drawnLine, type DrawnLine } from '../../src-renderer/charts/drawn-line.ts';
import { sceneSvg } from '../../src-renderer/charts/scene/svg.ts';
import { seriesDash } from '../../src-renderer/format/series-color.ts';
import { formatExact } from '../../src-renderer/format/number.ts';
import { cellText } from '../../src-renderer/format/table-cell.ts';
import { formatIsoTime } from '../../src-renderer/format/time.ts';
import { chartScene, lineName, noteOf, xNameOf } from './chart-scene.ts';
import { partOf, type ExportedReport, type Part } from './exported.ts';
import { escapeHtml, markdownHtml } from './markdown-html.ts';

/** What makes the page: its style, and the script by which charts are zoomed and pointed at. */
export interface PageFiles {
  readonly style: string;
  readonly script: string;
}

type ChartPart = Extract<Part, { kind: 'chart' }>;

/**
 * The report as one page that needs nothing else: no network, no fonts, no libraries. Its policy forbids the browser to
 * fetch anything. Charts are pictures until the script makes them live, so that they are there without it, too.
 */
export function reportHtml({ report, blocks, version, now }: ExportedReport, files: PageFiles): string {
  const parts = blocks.map(partOf);
  const charts = parts.filter((part): part is ChartPart => part.kind === 'chart');
  const body = parts.map((part) =>
    part.kind === 'chart' ? chartHtml(part, charts.indexOf(part)) : partHtml(part),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="generator" content="Descent ${escapeHtml(version)}">
<title>${escapeHtml(report.name)}</title>
<style>
${files.style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(report.name)}</h1>
${body.join('\n')}
</main>
<footer>Descent ${escapeHtml(version)} · ${escapeHtml(formatIsoTime(now))}</footer>
<script type="application/json" id="charts">${embedded(charts.map(chartData))}</script>
<script>
${files.script}</script>
</body>
</html>
`;
}

function partHtml(part: Exclude<Part, ChartPart>): string {
  switch (part.kind) {
    case 'text':
      return `<section>${markdownHtml(part.markdown)}</section>`;
    case 'table':
      return tableHtml(part.title, part.figure);
    case 'failed':
      return `<section class="failed"><strong>${escapeHtml(part.title)}</strong> ${escapeHtml(part.message)}</section>`;
  }
}

function tableHtml(title: string, { columns, rows, more }: TableFigure): string {
  const head = columns.map(
    ({ label, numeric }) => `<th scope="col"${numeric ? ' class="numeric"' : ''}>${escapeHtml(label)}</th>`,
  );
  const lines = rows.map((row) => {
    const cells = row.map((cell, place) => {
      const column = columns[place] ?? { label: '', numeric: false };
      const classes = [...(column.numeric ? ['numeric'] : []), ...(cell.best === true ? ['best'] : [])];
      const exact = typeof cell.value === 'number' ? ` data-value="${formatExact(cell.value)}"` : '';
      const marked = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`;
      return `<td${marked}${exact}>${escapeHtml(cellText(cell, column))}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const caption = title === '' ? '' : `<caption>${escapeHtml(title)}</caption>`;
  const rest = more > 0 ? `<p class="note">${more} more rows are not shown.</p>` : '';
  return `<section><div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(title === '' ? 'Table' : title)}"><table>${caption}<thead><tr>${head.join('')}</tr></thead><tbody>
${lines.join('\n')}
</tbody></table></div>${rest}</section>`;
}

function chartHtml({ title, chart, figure }: ChartPart, index: number): string {
  const scene = chartScene(chart, figure, { width: 860, height: 360, title });
  const picture =
    scene === null
      ? '<p class="note">No points yet.</p>'
      : `<img alt="${escapeHtml(title)}" src="data:image/svg+xml;base64,${Buffer.from(sceneSvg(scene)).toString('base64')}">`;
  const note = noteOf(chart);
  return `<figure data-chart="${index}"><figcaption>${escapeHtml(title)}</figcaption><div class="plot">${picture}</div>${note === '' ? '' : `<p class="note">${escapeHtml(note)}</p>`}</figure>`;
}

/** What the script draws: of every line the points that cover the pixels of all of its points, in full precision. */
function chartData({ title, chart, figure }: ChartPart) {
  const { answer, lines } = figure;
  const { logX, logY } = chart;
  const axes = { logX, logY };
  return {
    title,
    x: chart.x,
    xLabel: xNameOf(chart),
    logX,
    logY,
    lines: answer.lines.map((line, index) => {
      const of = lines[index] ?? { name: '', color: 0, runs: 1 };
      return {
        name: lineName(of, chart),
        color: ((of.color % 10) + 10) % 10,
        dash: seriesDash(of.color),
        raw: points(drawnLine(answer.x, line, axes)),
        ...smoothed(answer, line, axes),
        band: bandPieces(answer.x, line, axes),
        notFinite: line.nonFinite,
        count: line.count,
      };
    }),
  };
}

function smoothed({ x }: SeriesAnswer, line: SeriesLine, axes: Parameters<typeof drawnColumn>[3]) {
  return line.smoothed === undefined
    ? {}
    : { smooth: points(drawnColumn(x, line.smoothed, line.nonFinite, axes)) };
}

function points({ x, y, pieces }: DrawnLine) {
  return { x: Array.from(x), y: Array.from(y), pieces };
}

/** JSON that no HTML ends: "<" is written as an escape of JavaScript. */
function embedded(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
