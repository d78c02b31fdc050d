import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import { afterPack } from '../../src-main/electron/packaging/after-pack.ts';

const root = resolve(import.meta.dirname, '..', '..');

describe('the fuses of a package', () => {
  /** The place in Electron's executable where its fuses are: a mark, a version, their count, their states. */
  const wire = (count: number): Buffer =>
    Buffer.concat([
      Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
      Buffer.of(1, count),
      Buffer.from('1'.repeat(count)),
    ]);
  const packed = async (count: number, read: (file: string) => Promise<unknown>): Promise<unknown> => {
    const folder = mkdtempSync(join(tmpdir(), 'descent-fuses-'));
    try {
      const file = join(folder, 'descent');
      writeFileSync(file, Buffer.concat([Buffer.alloc(1000), wire(count), Buffer.alloc(1000)]));
      const packager = {
        executableName: 'descent',
        appInfo: { productFilename: 'Descent', name: 'descent' },
      };
      // The parts of electron-builder's context that the hook reads.
      await afterPack({ appOutDir: folder, electronPlatformName: 'linux', packager } as unknown as Parameters<
        typeof afterPack
      >[0]);
      return await read(file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it('are read back from the executable as they were decided', async () => {
    const states = await packed(9, async (file) => {
      const { version, ...fuses } = await getCurrentFuseWire(file);
      expect(version).toBe(FuseVersion.V1);
      return Object.fromEntries(
        Object.entries(fuses).map(([fuse, state]) => [
          FuseV1Options[Number(fuse)],
          state === FuseState.ENABLE,
        ]),
      );
    });
    expect(states).toEqual({
      RunAsNode: false,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      OnlyLoadAppFromAsar: true,
      EnableEmbeddedAsarIntegrityValidation: true,
      EnableCookieEncryption: true,
      GrantFileProtocolExtraPrivileges: false,
      LoadBrowserProcessSpecificV8Snapshot: false,
      WasmTrapHandlers: true,
    });
  });

  it('refuse an Electron that has one more, until it is decided on', async () => {
    await expect(packed(10, async () => undefined)).rejects.toThrow();
  });
});

describe('the settings of the package', () => {
  // package.json is ours and has what is read here.
  const { build } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    build: {
      asar: boolean;
      asarUnpack: string[];
      npmRebuild: boolean;
      files: string[];
      nsis: { deleteAppDataOnUninstall: boolean };
    };
  };

  it('pack the app into one archive and leave outside what the system has to load', () => {
    expect([build.asar, build.asarUnpack, build.npmRebuild]).toEqual([
      true,
      ['**/*.node', '**/*.wasm'],
      false,
    ]);
  });

  it('ship no source and no second Node', () => {
    expect(build.files).toContain('out/**');
    expect(build.files).toContain('!**/node_modules/node-{linux,win}-*/**');
    expect(build.files.filter((pattern) => pattern.startsWith('src'))).toEqual([]);
  });

  it('keep the user’s data when the app is removed', () => {
    expect(build.nsis.deleteAppDataOnUninstall).toBe(false);
  });
});
