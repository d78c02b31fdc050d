import { extname, resolve } from 'node:path';
import { CodedError } from '#contract/errors.ts';
import type { ReportFormat } from '#contract/report.ts';
import type { Command } from '../command.ts';
import { table, toJson } from '../output.ts';
import { writeResult } from '../write-file.ts';
import { withClient } from './with-client.ts';

const endings: Readonly<Record<string, ReportFormat>> = {
  '.html': 'html',
  '.zip': 'markdown',
  '.tex': 'latex',
  '.csv': 'csv',
};

export const reportCommand: Command = {
  name: 'report',
  operands: '[REPORT]',
  summary:
    'all reports, or one as a file with the figures of the moment: .html (interactive), .zip (Markdown with pictures), .tex or .csv (its tables)',
  count: [0, 1],
  options: {
    to: { type: 'string', value: 'FILE', summary: 'where to write it (default: NAME.html in this folder)' },
    force: { type: 'boolean', summary: 'writes over a file that is there' },
  },
  run: async (call) => {
    const [named] = call.operands;
    if (named === undefined) {
      const reports = await withClient(call, 'read', (client) => client.call('reports.list', {}));
      const rows = reports.map(({ id, name, blocks, changedAt }) => [
        String(id),
        name,
        String(blocks),
        new Date(changedAt).toISOString(),
      ]);
      call.output.result(
        call.json ? toJson(reports, 2) : table(['report', 'name', 'blocks', 'changed'], rows),
      );
      return 0;
    }
    const report = Number(named);
    if (!Number.isInteger(report) || report < 1) {
      throw new CodedError('invalid_input', `"${named}" is no number of a report. See: descent report`);
    }
    const to = call.text('to');
    const format = to === undefined ? 'html' : endings[extname(to).toLowerCase()];
    if (format === undefined) {
      throw new CodedError(
        'invalid_input',
        `${to ?? ''} has to end with ${Object.keys(endings).join(', ')}: that says what is written.`,
      );
    }
    const { name, bytes } = await withClient(call, 'read', (client) =>
      client.call('reports.export', { report, format }),
    );
    const path = resolve(to ?? name);
    await writeResult(path, bytes, call.flag('force'));
    call.output.result(call.json ? toJson({ path, sizeBytes: bytes.length }) : path);
    return 0;
  },
};
