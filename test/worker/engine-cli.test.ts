import { afterAll, describe, expect, it } from 'vitest';
import { descent } from '../support/cli.ts';
import { temporaryDirectory } from '../support/serve-process.ts';

const folder = temporaryDirectory();
afterAll(() => folder.remove());

describe('descent engine', () => {
  it('lists every engine: whether it is there, and why not', async () => {
    const { code, stdout } = await descent(folder.path, 'engine', 'list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/embedded +yes +wasm/);
    expect(stdout).toMatch(/webgpu +no +.*descent engine install webgpu/);
    const json = JSON.parse((await descent(folder.path, 'engine', '--json')).stdout) as {
      readonly installed: Readonly<Record<string, unknown>>;
    };
    expect(json.installed).toEqual({ cuda: null, native: null, webgpu: null });
  });

  it('refuses what there is not, with the nearest right word', async () => {
    const kind = await descent(folder.path, 'engine', 'install', 'webgp');
    expect([kind.code, kind.stderr]).toEqual([1, expect.stringContaining('Did you mean webgpu?')]);
    const action = await descent(folder.path, 'engine', 'instal', 'webgpu');
    expect(action.stderr).toContain('Did you mean install?');
    const missing = await descent(folder.path, 'engine', 'remove', 'native');
    expect(missing.stderr).toContain('is not installed');
  });
});
