import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  installedVersions,
  installEngine,
  removeEngine,
  type InstallOptions,
} from '../../../src-main/install/engine-store.ts';
import { enginePackages, whyNotOffered } from '../../../src-main/install/packages.ts';
import { configuredRegistry } from '../../../src-main/install/registry.ts';
import { cannotMount, smallDisk } from '../../support/mounts.ts';
import {
  openRegistry,
  sendBeginning,
  sendRange,
  sha512,
  tarball,
  type TestRegistry,
} from '../../support/registry.ts';
import { temporaryDirectory } from '../../support/serve-process.ts';

const filler = Array.from({ length: 4000 }, (_, index) => String((index * 7919) % 10_007)).join(' ');
const bytes = tarball({ 'package.json': '{ "version": "1.2.3" }', 'index.js': filler, 'other/left.js': '' });

let folder: ReturnType<typeof temporaryDirectory>;
let registry: TestRegistry;
beforeEach(async () => {
  folder = temporaryDirectory();
  registry = await openRegistry(bytes);
});
afterEach(async () => {
  await registry.close();
  folder.remove();
});

const options = (more: Partial<InstallOptions> = {}): InstallOptions => ({
  directory: folder.path,
  registry: configuredRegistry({ npm_config_registry: registry.url }, ''),
  packages: [
    { name: 'dawn', version: '1.2.3', sha512: sha512(bytes), keeps: (path) => !path.startsWith('other/') },
  ],
  ...more,
});
const file = (): string => join(folder.path, 'webgpu', 'node_modules', 'dawn', 'index.js');

describe('an engine', () => {
  it('is there with its wanted files after it was installed, and gone after it was removed', async () => {
    const told: number[] = [];
    await installEngine('webgpu', options({ progress: (progress) => told.push(progress.bytes) }));
    expect(readFileSync(file(), 'utf8')).toBe(filler);
    expect(existsSync(join(folder.path, 'webgpu/node_modules/dawn/other'))).toBe(false);
    expect(installedVersions(folder.path, 'webgpu')).toEqual({ dawn: '1.2.3' });
    expect(told.at(-1)).toBe(bytes.length);
    expect(readdirSync(folder.path)).toEqual(['webgpu']);
    await removeEngine('webgpu', folder.path);
    expect(installedVersions(folder.path, 'webgpu')).toBeNull();
    await expect(removeEngine('webgpu', folder.path)).rejects.toMatchObject({ code: 'not_found' });
  });

  /** The first answer breaks off after a thousand bytes have arrived; `then` gives the others. */
  const cutting = (then: TestRegistry['answer']): Partial<InstallOptions> => {
    let cut: (() => void) | null = null;
    registry.answer = (request, response) => {
      if (registry.asked.length > 1) return then(request, response);
      cut = () => response.destroy();
      sendBeginning(bytes, 1000, response);
    };
    return {
      progress: () => {
        cut?.();
        cut = null;
      },
    };
  };

  it('whose connection is cut is gone on with where it was', async () => {
    await installEngine(
      'webgpu',
      options(cutting((request, response) => sendRange(bytes, request, response))),
    );
    expect(registry.asked).toEqual([null, 'bytes=1000-']);
    expect(readFileSync(file(), 'utf8')).toBe(filler);
  });

  it('that cannot be had says where it was asked for, and leaves what it has for the next time', async () => {
    const failed = installEngine(
      'webgpu',
      options(cutting((_, response) => void response.writeHead(503).end())),
    );
    await expect(failed).rejects.toMatchObject({
      code: 'disconnected',
      message: expect.stringContaining(registry.url) as string,
    });
    expect(existsSync(join(folder.path, 'webgpu'))).toBe(false);
    registry.answer = (request, response) => sendRange(bytes, request, response);
    await installEngine('webgpu', options());
    expect(registry.asked.at(-1)).toBe('bytes=1000-');
  });

  it('of other bytes than were published is refused, and the one that is there stays', async () => {
    await installEngine('webgpu', options());
    const other = tarball({ 'package.json': '{}', 'index.js': 'changed on the way' });
    registry.answer = (request, response) => sendRange(other, request, response);
    await expect(installEngine('webgpu', options())).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('SHA-512') as string,
    });
    expect(readFileSync(file(), 'utf8')).toBe(filler);
  });

  it.each([
    [404, 'not_found', 'npm_config_registry'],
    [403, 'unauthorized', 'npm login'],
  ])('that the registry answers with %i is refused as %s', async (status, code, hint) => {
    registry.answer = (_request, response) => response.writeHead(status).end();
    await expect(installEngine('webgpu', options())).rejects.toMatchObject({
      code,
      message: expect.stringContaining(hint) as string,
    });
  });

  it('is not installed any further when that is cancelled', async () => {
    const abort = new AbortController();
    registry.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 500));
    };
    const installing = installEngine(
      'webgpu',
      options({ signal: abort.signal, progress: () => abort.abort() }),
    );
    await expect(installing).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(join(folder.path, 'webgpu'))).toBe(false);
  });

  it('cannot write outside of its folder', async () => {
    const hostile = tarball({ '../../escaped.js': '' });
    registry.answer = (request, response) => sendRange(hostile, request, response);
    const packages = [{ name: 'dawn', version: '1.2.3', sha512: sha512(hostile), keeps: () => true }];
    await expect(installEngine('webgpu', options({ packages }))).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  /** Of a megabyte and a half that cannot be made smaller. */
  const large = tarball({ 'package.json': '{}', 'index.js': randomBytes(2 ** 20).toString('base64') });
  const megabyte = 2 ** 20;

  it.skipIf(cannotMount !== null).each([
    ['while it is downloaded', megabyte / 2],
    ['while it is unpacked', 2 * megabyte],
  ])('for which the disk has no room %s says so, and leaves nothing on it', async (_, size) => {
    const disk = smallDisk(size);
    registry.answer = (request, response) => sendRange(large, request, response);
    const packages = [{ name: 'dawn', version: '1.2.3', sha512: sha512(large), keeps: () => true }];
    await expect(installEngine('webgpu', options({ directory: disk, packages }))).rejects.toMatchObject({
      code: 'storage_full',
      message: expect.stringMatching(/disk is full.*Make room, then install again/) as string,
    });
    expect(readdirSync(disk)).toEqual([]);
  });

  it('that a crash left half done is begun anew, from what was downloaded', async () => {
    mkdirSync(join(folder.path, '.work', 'new-webgpu'), { recursive: true });
    writeFileSync(join(folder.path, '.work', 'dawn-1.2.3.tgz'), bytes.subarray(0, 700));
    await installEngine('webgpu', options());
    expect(registry.asked).toEqual(['bytes=700-']);
    expect(readFileSync(file(), 'utf8')).toBe(filler);
  });
});

describe('a platform', () => {
  it('for which an engine is not made is named, with what to use instead', () => {
    expect(whyNotOffered('webgpu', 'linux', 'arm64')).toBeNull();
    expect(whyNotOffered('webgpu', 'freebsd', 'x64')).toContain('freebsd-x64');
    expect(whyNotOffered('native', 'linux', 'x64')).toBeNull();
    expect(whyNotOffered('cuda', 'darwin', 'arm64')).toContain('"webgpu"');
  });

  it('gets engines by hashes that are SHA-512', () => {
    for (const { sha512: hash } of Object.values(enginePackages).flat()) {
      expect(Buffer.from(hash, 'base64').length).toBe(64);
    }
  });
});

describe('the registry', () => {
  it('is the one that npm is configured for, with scopes and tokens', () => {
    const npmrc =
      'registry=https://mirror.test/npm\n@tensorflow:registry=https://own.test/\n//own.test/:_authToken=${TOKEN}\n';
    const configured = configuredRegistry({ TOKEN: 'secret' }, npmrc);
    expect(configured.tarball('webgpu', '0.6.2')).toEqual({
      url: 'https://mirror.test/npm/webgpu/-/webgpu-0.6.2.tgz',
      headers: {},
    });
    expect(configured.tarball('@tensorflow/tfjs-node', '4.22.0')).toEqual({
      url: 'https://own.test/@tensorflow/tfjs-node/-/tfjs-node-4.22.0.tgz',
      headers: { authorization: 'Bearer secret' },
    });
    expect(configuredRegistry({}, '').tarball('a', '1.0.0').url).toBe(
      'https://registry.npmjs.org/a/-/a-1.0.0.tgz',
    );
  });
});
