import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CodedError } from '#contract/errors.ts';
import type { Command } from '../command.ts';
import { toJson } from '../output.ts';
import { runNumber } from '../run-number.ts';
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
    await write(path, bytes, call.flag('force'));
    call.output.result(call.json ? toJson({ path, sizeBytes: bytes.length }) : path);
    return 0;
  },
};

async function write(path: string, bytes: Uint8Array, isForced: boolean): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: isForced ? 'w' : 'wx' });
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EEXIST') {
      throw new CodedError(
        'conflict',
        `There is already a file ${path}. Choose another name with --to, or write over it with --force.`,
      );
    }
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES' || code === 'ENOTDIR') {
      throw new CodedError(
        'invalid_input',
        `${path} cannot be written (${code}). Name a file in a folder that is there and yours with --to.`,
      );
    }
    throw thrown;
  }
}
