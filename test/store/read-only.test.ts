import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArtifactStore } from '../../src-main/artifact/artifact-store.ts';
import { storageError } from '../../src-main/store/errors.ts';
import { openReadStore, openStore } from '../../src-main/store/open.ts';
import { acquireOwnership, readOwner } from '../../src-main/store/owner.ts';
import { cannotMount, readOnlyView } from '../support/mounts.ts';
import { addRun, errorOf, fingerprints, temporaryFolder } from './support.ts';

describe.skipIf(cannotMount !== null)(`a folder that is read-only (${cannotMount ?? 'a bind mount'})`, () => {
  it('is refused to a writer, with what to do', () => {
    const view = readOnlyView(temporaryFolder());
    const path = join(view, 'descent.db');
    expect(errorOf(() => openStore({ path }))).toMatchObject({
      code: 'storage_read_only',
      message: `${path} cannot be written to. Change the permissions of its folder, or choose another data directory with --data DIR.`,
    });
    expect(errorOf(() => acquireOwnership(view)).code).toBe('storage_read_only');
    expect(readdirSync(view)).toEqual([]);
  });

  it('is refused to a writer when there is a database already, which stays as it was', () => {
    const folder = temporaryFolder();
    openStore({ path: join(folder, 'descent.db') }).close();
    const before = fingerprints(folder);
    const view = readOnlyView(folder);
    expect(errorOf(() => openStore({ path: join(view, 'descent.db') })).code).toBe('storage_read_only');
    expect(fingerprints(folder)).toEqual(before);
  });

  it('can be read, also what a crash left in the log', () => {
    const folder = temporaryFolder();
    const store = openStore({ path: join(folder, 'descent.db') });
    addRun(store.db, 'in the log only');
    const view = readOnlyView(folder);
    const whileItIsOpen = openReadStore(join(view, 'descent.db'));
    expect(whileItIsOpen.db.all('SELECT name FROM runs')).toEqual([{ name: 'in the log only' }]);
    whileItIsOpen.close();
    store.close();
    const afterwards = openReadStore(join(view, 'descent.db'));
    expect(afterwards.db.all('SELECT name FROM runs')).toEqual([{ name: 'in the log only' }]);
    afterwards.close();
    expect(readdirSync(folder)).toEqual(['descent.db']);
    expect(readOwner(view)).toBe(null);
  });

  it('takes no artifacts, and leaves nothing of one', () => {
    const folder = temporaryFolder();
    const view = readOnlyView(folder);
    const put = (): unknown => openArtifactStore(view).put(Buffer.from('bytes'));
    const error = errorOf(() => {
      try {
        put();
      } catch (thrown) {
        throw storageError(thrown, view);
      }
    });
    expect(error.code).toBe('storage_read_only');
    expect(readdirSync(folder)).toEqual([]);
  });
});
