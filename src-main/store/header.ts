import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { corruptDatabase } from './errors.ts';

/** What the first hundred bytes of a database say, by sqlite.org/fileformat.html; what its log holds is not in it. */
export interface Header {
  /** `user_version`, which counts our migrations. */
  readonly version: number;
  /** `application_id`: whose database it is; 0 when nobody said. */
  readonly application: number;
  /** A database of one page has no table yet. */
  readonly isEmpty: boolean;
}

const headerBytes = 100;
const magic = 'SQLite format 3\0';
const pageSizeAt = 16;
const versionAt = 60;
const applicationAt = 68;

/**
 * Reads the header without SQLite, which would make files beside it; null where there is no file, or an empty one.
 * Not while this process has the database open: closing the file would drop SQLite's locks on it. Throws
 * `storage_corrupt` for a file that is no database.
 */
export function readHeader(path: string): Header | null {
  const descriptor = openIfThere(path);
  if (descriptor === null) return null;
  try {
    const { size } = fstatSync(descriptor);
    if (size === 0) return null;
    const bytes = Buffer.alloc(headerBytes);
    const read = readSync(descriptor, bytes, 0, headerBytes, 0);
    if (read < headerBytes || bytes.toString('latin1', 0, magic.length) !== magic) {
      throw corruptDatabase(path);
    }
    return {
      version: bytes.readInt32BE(versionAt),
      application: bytes.readInt32BE(applicationAt),
      isEmpty: size <= pageSize(bytes.readUInt16BE(pageSizeAt)),
    };
  } finally {
    closeSync(descriptor);
  }
}

/** 65,536 does not fit into two bytes and is written as 1. */
function pageSize(stored: number): number {
  return stored === 1 ? 65_536 : stored;
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw thrown;
  }
}
