import { execFile } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../support/serve-process.ts';

const megabyte = 2 ** 20;
const folder = temporaryDirectory();
afterAll(() => folder.remove());

describe('a large CSV', () => {
  // Held as a whole it would take more than it has bytes; read in pieces it takes as much as a small one.
  it('is described in memory that does not grow with it', async () => {
    const path = join(folder.path, 'large.csv');
    const rows = Array.from(
      { length: 10_000 },
      (_, row) => `${(row * 0.731).toFixed(6)},${row % 97},kind ${row % 7},${((row * row) % 1000) / 10}\n`,
    ).join('');
    const file = openSync(path, 'w');
    writeSync(file, 'a,b,kind,target\n');
    const repeats = Math.ceil((300 * megabyte) / rows.length);
    for (let i = 0; i < repeats; i++) writeSync(file, rows);
    closeSync(file);
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(import.meta.dirname, '../support/describe-memory.ts'),
      path,
    ]);
    const { rowCount, peakBytes } = JSON.parse(stdout) as { rowCount: number; peakBytes: number };
    expect(rowCount).toBe(repeats * 10_000);
    expect(peakBytes).toBeLessThan(500 * megabyte);
  });
});
