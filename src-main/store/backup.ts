import { readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { syncDirectory, syncFile, temporaryNameFor, temporaryNamePattern } from '../base/atomic-file.ts';
import { connect } from './connection.ts';

/**
 * Copies an open database to `target`, checked and on the disk before it gets its name, so that a file of that name
 * is always a whole copy. Throws what SQLite and the file system throw; nothing is left behind then, and an earlier
 * copy of that name stays.
 */
export function backUp(handle: Sqlite.Database, target: string): void {
  removeUnfinished(target);
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

/** Copies to this name that a crash cut short. */
function removeUnfinished(target: string): void {
  const folder = dirname(target);
  for (const name of readdirSync(folder)) {
    const plain = name.replace(/-journal$/, '');
    if (plain.startsWith(basename(target)) && temporaryNamePattern.test(plain)) rmSync(join(folder, name));
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
