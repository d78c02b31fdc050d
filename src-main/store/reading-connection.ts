import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { connect } from './connection.ts';

export interface ReadingConnection {
  readonly handle: Sqlite.Database;
  close(): void;
}

/**
 * Opens a database to read, beside a process that writes or on its own. In a folder where nothing can be written and
 * where nobody has it open, SQLite cannot make the index that it needs beside the file: a copy elsewhere is read then.
 */
export function connectToRead(path: string): ReadingConnection {
  try {
    const handle = openAndLook(path);
    return { handle, close: () => void handle.close() };
  } catch (thrown) {
    if (!/^SQLITE_(CANTOPEN|READONLY)/.test(codeOf(thrown)) || existsSync(`${path}-shm`)) throw thrown;
    return connectToCopy(path);
  }
}

/** The first look at the schema is what needs the index. */
function openAndLook(path: string): Sqlite.Database {
  const beside = [`${path}-wal`, `${path}-shm`].filter((file) => !existsSync(file));
  let handle: Sqlite.Database | null = null;
  try {
    handle = connect(path, 'read');
    handle.prepare('SELECT count(*) FROM sqlite_schema').get();
    return handle;
  } catch (thrown) {
    handle?.close();
    // A reader leaves its log and index behind; beside a database that nobody can open they are of no use.
    if (isDamage(thrown)) for (const file of beside) rmSync(file, { force: true });
    throw thrown;
  }
}

function isDamage(thrown: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(thrown));
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

function connectToCopy(path: string): ReadingConnection {
  const folder = mkdtempSync(join(tmpdir(), 'descent-read-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(path));
    for (const suffix of ['', '-wal']) {
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
    }
    const handle = openAndLook(copy);
    return {
      handle,
      close: () => {
        handle.close();
        remove();
      },
    };
  } catch (thrown) {
    remove();
    throw thrown;
  }
}
