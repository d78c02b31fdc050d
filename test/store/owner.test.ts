import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireOwnership, readOwner, type OwnerInfo } from '../../src-main/store/owner.ts';
import { runChild } from './child.ts';
import { temporaryFolder } from './support.ts';

const info: OwnerInfo = { pid: 7, host: 'cli', url: null, token: null, version: '0.1.0', startedAt: 3 };

describe('a data directory', () => {
  it('has one owner of several processes that start together', async () => {
    const folder = temporaryFolder();
    const children = [1, 2, 3, 4].map(() => runChild('owner-process.ts', folder));
    const said = await Promise.all(children.map((child) => child.line()));
    expect(said.toSorted()).toEqual(['owns', 'refused', 'refused', 'refused']);
    const owner = children[said.indexOf('owns')];
    expect(readOwner(folder)).toEqual({
      pid: owner?.pid,
      host: 'serve',
      url: 'http://127.0.0.1:1/',
      token: 'a token',
      version: '0.1.0',
      startedAt: 5,
    });
    expect(acquireOwnership(folder)).toBe(null);
  });

  it('is free at once when its owner is killed, whatever it left', async () => {
    const folder = temporaryFolder();
    const child = runChild('owner-process.ts', folder);
    await child.line();
    await child.kill();
    expect(readdirSync(folder)).toContain('owner.json');
    expect(readOwner(folder)).toBe(null);
    const ownership = acquireOwnership(folder);
    expect(ownership).not.toBe(null);
    expect(readOwner(folder)).toBe(null);
    ownership?.release();
  });

  it('goes from one process to the next when it is released', async () => {
    const folder = temporaryFolder();
    const child = runChild('owner-process.ts', folder);
    expect(await child.line()).toBe('owns');
    expect(acquireOwnership(folder)).toBe(null);
    child.send('release\n');
    expect(await child.line()).toBe('released');
    const ownership = acquireOwnership(folder);
    ownership?.publish(info);
    expect(readOwner(folder)).toEqual(info);
    ownership?.release();
    ownership?.release();
    expect({ owner: readOwner(folder), files: readdirSync(folder) }).toEqual({
      owner: null,
      files: ['owner.lock'],
    });
  });

  it('cannot be owned twice by one process', () => {
    const folder = temporaryFolder();
    const ownership = acquireOwnership(folder);
    expect(acquireOwnership(folder)).toBe(null);
    ownership?.release();
  });

  it('tells the token to its user alone', () => {
    const folder = temporaryFolder();
    const ownership = acquireOwnership(folder);
    ownership?.publish({ ...info, token: 'secret' });
    expect(statSync(join(folder, 'owner.json')).mode & 0o777).toBe(0o600);
    ownership?.release();
  });

  it('has an owner of whom nothing is known when what it published cannot be read', () => {
    const folder = temporaryFolder();
    expect(readOwner(folder)).toBe(null);
    const ownership = acquireOwnership(folder);
    for (const text of ['', '{"pid":', '{"pid":"x"}']) {
      writeFileSync(join(folder, 'owner.json'), text);
      expect(readOwner(folder)).toBe(null);
    }
    ownership?.release();
  });
});
