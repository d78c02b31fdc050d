import { copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { databaseBytes, databaseHealth, sqliteVersion } from '../../src-main/store/health.ts';
import { latestVersion, migrations, type Migration } from '../../src-main/store/migrations/index.ts';
import { openReadStore, openStore } from '../../src-main/store/open.ts';
import { addRun, errorOf, fingerprints, temporaryFolder } from './support.ts';

const latest = latestVersion(migrations);

/** A step that makes a table anew, as a change of a column does. */
const next: Migration = {
  version: latest + 1,
  name: 'notes in capitals',
  sql: `CREATE TABLE notes_2 (run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE, text TEXT) STRICT;
    INSERT INTO notes_2 SELECT run_id, upper(markdown) FROM notes;
    DROP TABLE notes; ALTER TABLE notes_2 RENAME TO notes;`,
};
const upgraded = [...migrations, next];

function databaseIn(folder: string, fill: (path: string) => void = () => undefined): string {
  const path = join(folder, 'descent.db');
  const store = openStore({ path });
  addRun(store.db, 'kept');
  store.db.run(`INSERT INTO notes VALUES (1, 'a note', 1)`);
  store.close();
  fill(path);
  return path;
}

function schemaOf(path: string): unknown {
  const handle = new Sqlite(path, { readonly: true });
  try {
    return {
      version: handle.pragma('user_version', { simple: true }),
      tables: handle.prepare(`SELECT name, sql FROM sqlite_schema ORDER BY name`).all(),
    };
  } finally {
    handle.close();
  }
}

describe('a new database', () => {
  it('is made without a copy, in the mode that lets readers and the writer go on together', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'descent.db');
    const store = openStore({ path });
    const pragma = (name: string): unknown => Object.values(store.db.get<object>(`PRAGMA ${name}`) ?? {})[0];
    const names = ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'cell_size_check'];
    expect(
      Object.fromEntries([...names, 'auto_vacuum', 'user_version'].map((name) => [name, pragma(name)])),
    ).toEqual({
      journal_mode: 'wal',
      synchronous: 1,
      foreign_keys: 1,
      trusted_schema: 0,
      cell_size_check: 1,
      auto_vacuum: 2,
      user_version: latest,
    });
    expect(databaseHealth(store.db)).toEqual([]);
    expect(databaseBytes(path)).toBeGreaterThan(0);
    expect(sqliteVersion(store.db)).toMatch(/^3\.\d+\.\d+$/);
    store.close();
    expect(readdirSync(folder)).toEqual(['descent.db']);
  });

  it('is as good when it is found half made', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'descent.db');
    writeFileSync(path, '');
    openStore({ path }).close();
    const whole = schemaOf(path);
    const other = join(folder, 'other.db');
    const handle = new Sqlite(other);
    handle.pragma('journal_mode = WAL');
    handle.close();
    openStore({ path: other }).close();
    expect(schemaOf(other)).toEqual(whole);
  });

  it('is not there when a step cannot be done', () => {
    const folder = temporaryFolder();
    const broken = [...migrations, { version: latest + 1, name: 'broken', sql: 'CREATE TABLE x (y' }];
    expect(() => openStore({ path: join(folder, 'descent.db'), migrations: broken })).toThrow(
      'incomplete input',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('an upgrade', () => {
  it('leaves a whole copy of the database as it was, and all its rows', () => {
    const folder = temporaryFolder();
    const path = databaseIn(folder);
    const before = schemaOf(path);
    const store = openStore({ path, migrations: upgraded });
    expect(store.db.all('SELECT r.name, n.text FROM notes n JOIN runs r ON r.id = n.run_id')).toEqual([
      { name: 'kept', text: 'A NOTE' },
    ]);
    expect(databaseHealth(store.db)).toEqual([]);
    store.close();
    expect(readdirSync(folder).sort()).toEqual(['descent.db', `descent.db.before-v${latest + 1}`]);
    const copy = join(folder, `descent.db.before-v${latest + 1}`);
    expect(schemaOf(copy)).toEqual(before);
    openStore({ path: copy }).close();
  });

  it('that fails in a step leaves the steps before it, whole, and the copy', () => {
    const folder = temporaryFolder();
    const path = databaseIn(folder);
    const before = schemaOf(path);
    const broken = [
      ...upgraded,
      { version: latest + 2, name: 'broken', sql: 'DROP TABLE runs; SELECT 1 FROM nowhere' },
    ];
    expect(() => openStore({ path, migrations: broken })).toThrow('no such table: nowhere');
    expect(schemaOf(path)).not.toEqual(before);
    expect(schemaOf(`${path}.before-v${latest + 2}`)).toEqual(before);
    // The step before the broken one was whole, and stays.
    const store = openStore({ path, migrations: upgraded });
    expect(store.db.all('SELECT name, text FROM runs JOIN notes')).toEqual([
      { name: 'kept', text: 'A NOTE' },
    ]);
    store.close();
  });

  it('that would leave rows without their parent is undone', () => {
    const folder = temporaryFolder();
    const path = databaseIn(folder);
    const before = schemaOf(path);
    const orphaning = [...migrations, { version: latest + 1, name: 'orphans', sql: 'DELETE FROM runs' }];
    expect(() => openStore({ path, migrations: orphaning })).toThrow('lost their parent');
    expect(schemaOf(path)).toEqual(before);
  });

  it('is not made of steps that are out of order', () => {
    const path = join(temporaryFolder(), 'descent.db');
    const wrong = [next, ...migrations];
    expect(() => openStore({ path, migrations: wrong })).toThrow(`does not come after ${latest + 1}`);
  });
});

describe('a database of a newer version', () => {
  const refused = (path: string, open: () => unknown, version: number): void => {
    expect(errorOf(open)).toMatchObject({
      code: 'storage_newer',
      message:
        `${path} was written by a newer Descent (its version is ${version}, this one reads up to ${latest}). ` +
        'It was not changed. Update Descent, or choose another data directory with --data DIR.',
    });
  };

  it('is refused byte for byte as it was, with nothing beside it', () => {
    const folder = temporaryFolder();
    const path = databaseIn(folder, (made) => openStore({ path: made, migrations: upgraded }).close());
    const before = fingerprints(folder);
    refused(path, () => openStore({ path }), latest + 1);
    refused(path, () => openReadStore(path), latest + 1);
    expect(fingerprints(folder)).toEqual(before);
  });

  it('is refused as it was when a crash left its version in the log', () => {
    const source = temporaryFolder();
    const path = databaseIn(source);
    const handle = new Sqlite(path);
    handle.pragma('wal_autocheckpoint = 0');
    handle.pragma(`user_version = ${latest + 7}`);
    // What the disk holds at the moment of a crash.
    const folder = temporaryFolder();
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, join(folder, `descent.db${suffix}`));
    handle.close();
    const before = fingerprints(folder);
    expect(Object.keys(before)).toEqual(['descent.db', 'descent.db-wal']);
    const crashed = join(folder, 'descent.db');
    refused(crashed, () => openStore({ path: crashed }), latest + 7);
    expect(fingerprints(folder)).toEqual(before);
  });
});

describe('a file that is damaged or is no database of ours', () => {
  const cases: Readonly<Record<string, (path: string) => void>> = {
    'a text': (path) => writeFileSync(path, 'name,value\na,1\n'.repeat(1000)),
    'a few bytes': (path) => writeFileSync(path, 'hello'),
    'a header that is damaged': (path) => writeFileSync(path, change(path, 0, 16)),
    'a first page that is damaged': (path) => writeFileSync(path, change(path, 100, 3000)),
    'a file that was cut': (path) => truncateSync(path, 8192 + 100),
    "another program's database": (path) => {
      writeFileSync(path, '');
      const handle = new Sqlite(path);
      handle.exec('CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES (1)');
      handle.pragma('user_version = 1');
      handle.close();
    },
  };
  for (const [name, damage] of Object.entries(cases)) {
    it(`is refused byte for byte as it was: ${name}`, () => {
      const folder = temporaryFolder();
      const path = databaseIn(folder, damage);
      const before = fingerprints(folder);
      for (const open of [() => openStore({ path }), () => openReadStore(path)]) {
        const error = errorOf(open);
        expect({ code: error.code, names: error.message.includes(path) }).toEqual({
          code: 'storage_corrupt',
          names: true,
        });
      }
      expect(fingerprints(folder)).toEqual(before);
    });
  }

  it('comes with the newest copy, where there is one', () => {
    const folder = temporaryFolder();
    const path = databaseIn(folder);
    for (const version of [2, 10, 9]) copyFileSync(path, `${path}.before-v${version}`);
    writeFileSync(path, 'nothing of it is left');
    const error = errorOf(() => openStore({ path }));
    expect(error.message).toBe(
      `${path} is damaged, or is no database of Descent. Nothing in it was changed. ` +
        `Move it away and rename ${path}.before-v10 to descent.db, or choose another data directory with --data DIR.`,
    );
  });

  function change(path: string, from: number, length: number): Buffer {
    const bytes = readFileSync(path);
    bytes.fill(0xa5, from, from + length);
    return bytes;
  }
});

describe('a reader', () => {
  it('sees what another connection commits, and cannot write', () => {
    const path = databaseIn(temporaryFolder());
    const store = openStore({ path });
    const reader = openReadStore(path);
    addRun(store.db, 'while it reads');
    expect(reader.db.all('SELECT name FROM runs ORDER BY id')).toEqual([
      { name: 'kept' },
      { name: 'while it reads' },
    ]);
    expect(() => reader.db.all('DELETE FROM runs RETURNING id')).toThrow('readonly');
    reader.close();
    store.close();
  });

  it('says that there is nothing yet, and makes nothing', () => {
    const folder = temporaryFolder();
    expect(errorOf(() => openReadStore(join(folder, 'descent.db'))).code).toBe('not_found');
    expect(readdirSync(folder)).toEqual([]);
  });
});
