import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportBlock, ReportFormat } from '#contract/report.ts';
import { blockFigure } from '../../src-main/report/block-figure.ts';
import { exportReport } from '../../src-main/report/export-report.ts';
import { lightTheme } from '../../src-main/report/theme.ts';
import { givenRun, queryStore } from '../support/query-store.ts';
import { unzip } from '../support/unzip.ts';
import { reportOfEverything } from '../support/reports.ts';

const db = queryStore();
const values = [0.9, 0.1 + 0.2, 0.25];
for (const seed of [0, 1]) {
  givenRun(db, {
    name: 'a_b & <i>',
    spec: { seed, rate: 0.1 },
    metrics: { 'val/loss': values.map((value) => value + seed / 10) },
  });
}
givenRun(db, { name: 'other', spec: { seed: 0, rate: 0.2 }, metrics: { 'val/loss': [1, Number.NaN, 2e-7] } });
db.run(`UPDATE runs SET dataset_sha256 = 'one'`);

const resources = resolve(import.meta.dirname, '../../resources');
function exported(format: ReportFormat, blocks: readonly ReportBlock[] = reportOfEverything.blocks): string {
  const report = {
    id: 1,
    uid: 'f'.repeat(32),
    name: 'Über <b> & co/..',
    document: { blocks: [...blocks] },
    createdAt: 0,
    changedAt: 0,
  };
  const shown = blocks.map((block) => ({ block, figure: blockFigure(db, block, 1600, 5000) }));
  const file = exportReport({ report, blocks: shown, version: '1.0.0', now: 0 }, format, resources);
  expect(file.name).toBe(
    `Über-b-co-..${{ html: '.html', markdown: '.zip', latex: '.tex', csv: '.csv' }[format]}`,
  );
  return new TextDecoder().decode(file.bytes);
}

describe('a report as a page', () => {
  const html = exported('html');

  it('asks for nothing outside of it', () => {
    expect(html).toContain(`default-src 'none'`);
    const named = [...html.matchAll(/(?:src|href)="([^"]{0,8})/g)].map(([, address = '']) => address);
    expect(named.filter((address) => !address.startsWith('data:') && !address.startsWith('http'))).toEqual(
      [],
    );
    expect(html).not.toMatch(/<(?:script|link|iframe)[^>]* (?:src|href)=/);
  });

  it('has names that try to be code as text', () => {
    expect(html).toContain('<title>Über &lt;b&gt; &amp; co/..</title>');
    expect(html).not.toContain('<i>');
  });

  it('carries the points of the store with every digit', () => {
    const json = /<script type="application\/json" id="charts">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
    const charts = JSON.parse(json) as { lines: { name: string; raw: { x: number[]; y: number[] } }[] }[];
    const line = charts[0]?.lines.find(({ name }) => name.endsWith('#1'));
    expect(line?.raw).toMatchObject({ x: [1, 2, 3], y: values });
  });

  it('carries the figures of its tables with every digit', () => {
    expect(html).toContain('data-value="0.25"');
    expect(html).toContain('data-value="2e-7"');
  });
});

describe('tables of a report', () => {
  it('are LaTeX in which nothing is a command by accident', () => {
    const latex = exported('latex');
    expect(latex).toContain('a\\_b \\& \\textless{}i\\textgreater{} & $1$ & $0.2500$ \\\\');
    expect(latex).toContain('$\\mathbf{2 \\times 10^{-7}}$');
    // (0.25 + 0.35) / 2 and its deviation 0.1 / √2.
    expect(latex).toContain('$0.3000 \\pm 0.07071$');
    expect(latex.match(/\\toprule/g)).toHaveLength(3);
  });

  it('are CSV with every digit, the deviation beside', () => {
    const csv = exported(
      'csv',
      reportOfEverything.blocks.filter(({ id }) => id === 'groups'),
    );
    const [head, first] = csv.split('\r\n');
    expect(head).toBe('settings,n,val/loss,val/loss deviation,val/loss n');
    const cells = first?.split(',').map(Number) ?? [];
    expect(cells[1]).toBe(2);
    expect(cells[2]).toBeCloseTo(0.3, 12);
    expect(cells[3]).toBeCloseTo(0.1 / Math.SQRT2, 12);
  });

  it('are missed where there are none', () => {
    expect(() => exported('csv', [])).toThrow('The report has no table');
  });
});

it('is Markdown with a picture for each chart, in a ZIP', () => {
  const blocks = reportOfEverything.blocks.map((block) => ({
    block,
    figure: blockFigure(db, block, 1600, 5000),
  }));
  const report = {
    id: 1,
    uid: 'f'.repeat(32),
    name: 'All',
    document: reportOfEverything,
    createdAt: 0,
    changedAt: 0,
  };
  const file = exportReport({ report, blocks, version: '1.0.0', now: 0 }, 'markdown', resources);
  const entries = unzip(file.bytes);
  expect([...entries.keys()]).toEqual(['report.md', 'pictures/chart-1.svg', 'pictures/chart-2.svg']);
  const text = new TextDecoder().decode(entries.get('report.md'));
  expect(text).toContain('![Loss of each run](pictures/chart-1.svg)');
  expect(text).toContain('| a\\_b & \\<i\\> | 2 | 0.3000 ± 0.07071 |');
});

it('pictures have the colours of the window in daylight', () => {
  const css = readFileSync(join(resources, '../src-renderer/styles/tokens.css'), 'utf8');
  for (const [name, value] of Object.entries(lightTheme)) {
    expect(new RegExp(`${name}: (#[0-9a-f]{6});`).exec(css)?.[1]).toBe(value);
  }
});
