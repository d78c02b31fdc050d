import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
import { writeResult } from '../write-file.ts';
import { withClient } from './with-client.ts';

export const exportCommand: Command = {
  name: 'export',
  operands: 'RUN',
  summary:
    'a run as a ZIP: spec, weights (safetensors), preprocessing, all points, and how to use them elsewhere',
  count: [1, 1],
  options: {
    to: {
      type: 'string',
      value: 'FILE',
      summary: 'where to write it (default: NAME-RUN.zip in this folder)',
    },
    force: { type: 'boolean', summary: 'writes over a file that is there' },
  },
  run: async (call) => {
    const run = runNumber(call.operands[0] ?? '');
    const { name, bytes } = await withClient(call, 'read', (client) => client.call('runs.export', { run }));
    const path = resolve(call.text('to') ?? name);
    await writeResult(path, bytes, call.flag('force'));
    call.output.result(call.json ? toJson({ path, sizeBytes: bytes.length }) : path);
    return 0;
  },
};
