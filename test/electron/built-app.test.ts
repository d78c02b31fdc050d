import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build, isBuilt } from '../../src-main/launch/build.ts';
import { temporaryDirectory } from '../support/serve-process.ts';

const root = resolve(import.meta.dirname, '..', '..');

describe('the built app', () => {
  it('trains a sample in its bundled worker, with the kernels beside it, and ends in order', async () => {
    if (!isBuilt(root)) await build(root);
    const data = temporaryDirectory();
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, 'built-app.ts'), data.path],
      {
        encoding: 'utf8',
      },
    );
    data.remove();
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ state: 'complete', code: 0, engine: 'Descent (WebAssembly)' });
  });
});
