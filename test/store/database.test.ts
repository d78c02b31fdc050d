import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import type { WriteDatabase } from '../../src-main/store/database.ts';
import { storageError } from '../../src-main/store/errors.ts';
import { databaseHealth } from '../../src-main/store/health.ts';
import { openStore } from '../../src-main/store/open.ts';
import { findMetrics } from '../../src-main/store/tables/metrics.ts';
import { appendPoints, readPoints } from '../../src-main/store/tables/points.ts';
import { logged } from './logged-points.ts';
import { addRun, errorOf, temporaryFolder, temporaryStore } from './support.ts';

const names = (db: WriteDatabase): string[] =>
  db.all<{ name: string }>('SELECT name FROM settings').map(({ name }) => name);
const write = (db: WriteDatabase, name: string): unknown =>
  db.run(`INSERT INTO settings VALUES (:name, '1')`, { name });

describe('a transaction', () => {
  it('is undone as a whole, with those inside it', () => {
    const { db } = temporaryStore();
    write(db, 'before');
    expect(() =>
      db.transaction(() => {
        write(db, 'outer');
        db.transaction(() => write(db, 'inner'));
        throw new Error('on second thoughts');
      }),
    ).toThrow('on second thoughts');
    expect(names(db)).toEqual(['before']);
  });

  it('waits for the disk only when it has to be durable', () => {
    const { db } = temporaryStore();
    const level = (): unknown => db.get('PRAGMA synchronous');
    expect([db.durableTransaction(level), db.transaction(level), level()]).toEqual([
      { synchronous: 2 },
      { synchronous: 1 },
      { synchronous: 1 },
    ]);
    expect(() =>
      db.durableTransaction(() => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(level()).toEqual({ synchronous: 1 });
  });
});

describe('statements', () => {
  it('can be of any number without being kept for ever', () => {
    const { db } = temporaryStore();
    for (let i = 0; i < 1200; i++) expect(db.get(`SELECT ${i} AS i`)).toEqual({ i });
    expect(db.get('SELECT 3 AS i')).toEqual({ i: 3 });
  });
});

describe('what goes wrong with the storage', () => {
  it('is told by what can be done about it', () => {
    const path = join(temporaryFolder(), 'descent.db');
    const codeOf = (code: string): string => {
      const error = storageError(Object.assign(new Error('x'), { code }), path);
      return error instanceof CodedError ? error.code : 'not ours';
    };
    const codes = {
      SQLITE_FULL: 'storage_full',
      ENOSPC: 'storage_full',
      EDQUOT: 'storage_full',
      SQLITE_READONLY: 'storage_read_only',
      SQLITE_READONLY_DIRECTORY: 'storage_read_only',
      SQLITE_CANTOPEN: 'storage_read_only',
      EROFS: 'storage_read_only',
      EACCES: 'storage_read_only',
      SQLITE_CORRUPT: 'storage_corrupt',
      SQLITE_CORRUPT_INDEX: 'storage_corrupt',
      SQLITE_NOTADB: 'storage_corrupt',
      SQLITE_BUSY: 'conflict',
      SQLITE_BUSY_SNAPSHOT: 'conflict',
      SQLITE_IOERR_FSYNC: 'internal',
      SQLITE_CONSTRAINT_NOTNULL: 'not ours',
      SQLITE_ERROR: 'not ours',
      ENOENT: 'not ours',
    };
    expect(Object.fromEntries(Object.keys(codes).map((code) => [code, codeOf(code)]))).toEqual(codes);
  });

  it('leaves alone what has nothing to do with it', () => {
    const errors = [new Error('x'), new CodedError('finished', 'x'), 'a text', null];
    expect(errors.map((error) => storageError(error, 'path'))).toEqual(errors);
  });

  it('is found in a database that was damaged in the middle', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'descent.db');
    const store = openStore({ path });
    const run = addRun(store.db);
    appendPoints(store.db, run, [logged('loss', 0, 50_000)]);
    store.close();
    const bytes = readFileSync(path);
    bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 4096 * 20);
    writeFileSync(path, bytes);
    const damaged = openStore({ path });
    expect(databaseHealth(damaged.db)).not.toEqual([]);
    const [metric] = findMetrics(damaged.db, run);
    const error = errorOf(() => {
      try {
        readPoints(damaged.db, metric?.id ?? 0);
      } catch (thrown) {
        throw storageError(thrown, path);
      }
    });
    expect(error.code).toBe('storage_corrupt');
    damaged.close();
  });

  it('is found where rows belong to nothing', () => {
    const { db } = temporaryStore();
    db.run('PRAGMA foreign_keys = OFF');
    db.run(`INSERT INTO tags VALUES (77, 'lost')`);
    db.run(`INSERT INTO tags VALUES (78, 'lost')`);
    expect(databaseHealth(db)).toEqual(['2 rows of tags belong to no row of runs']);
  });
});
