import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '#contract/errors.ts';
import type { ReportFormat } from '#contract/report.ts';
import { say } from '#contract/sentence.ts';
import { partOf, type ExportedReport, type Part } from './exported.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';
import { tablesCsv, tablesLatex } from './table-files.ts';

export interface ExportedFile {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A report as one file. Throws `invalid_input` for LaTeX and CSV of a report without a table. */
export function exportReport(
  exported: ExportedReport,
  format: ReportFormat,
  resourcesDirectory: string,
): ExportedFile {
  const file = (ending: string, type: string, content: string | Uint8Array): ExportedFile => ({
    name: `${fileName(exported.report.name)}.${ending}`,
    type,
    bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  });
  switch (format) {
    case 'html': {
      const read = (name: string): string => readFileSync(join(resourcesDirectory, 'report', name), 'utf8');
      const files = { style: read('page.css'), script: read('page.js') };
      return file('html', 'text/html', reportHtml(exported, files));
    }
    case 'markdown':
      return file('zip', 'application/zip', reportMarkdown(exported));
    case 'latex':
      return file('tex', 'application/x-tex', tablesLatex(tablesOf(exported)));
    case 'csv':
      return file('csv', 'text/csv', tablesCsv(tablesOf(exported)));
  }
}

function tablesOf({ blocks }: ExportedReport): readonly Extract<Part, { kind: 'table' }>[] {
  const tables = blocks.map(partOf).filter((part) => part.kind === 'table');
  if (tables.length === 0) throw new CodedError('invalid_input', say('report.noTables'));
  return tables;
}

/** Letters and digits of any language; all else may mean something to a file system. */
function fileName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[.-]+|-+$/g, '')
      .slice(0, 80) || 'report'
  );
}
