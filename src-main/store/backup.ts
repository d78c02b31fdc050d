import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { syncDirectory, syncFile, temporaryNameFor } from '../base/atomic-file.ts';
import { connect } from './connection.ts';

/**
 * Copies an open database to `target`, checked and on the disk before it gets its name, so that a file of that name
 * is always a whole copy. Throws what SQLite and the file system throw; nothing is left behind then, and an earlier
 * copy of that name stays.
 */
export function backUp(handle: Sqlite.Database, target: string): void {
  const temporary = temporaryNameFor(target);
  try {
    handle.prepare('VACUUM INTO ?').run(temporary);
    verify(temporary);
    syncFile(temporary);
    renameSync(temporary, target);
    syncDirectory(dirname(target));
  } catch (thrown) {
    for (const suffix of ['', '-journal']) rmSync(temporary + suffix, { force: true });
    throw thrown;
  }
}

function verify(path: string): void {
  const copy = connect(path, 'read');
  try {
    const found = String(copy.pragma('quick_check', { simple: true }));
    if (found !== 'ok') throw new Error(`the copy of the database is not whole: ${found}`);
  } finally {
    copy.close();
  }
}
