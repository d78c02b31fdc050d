import { writeFile } from 'node:fs/promises';
import { CodedError } from '#contract/errors.ts';

/** Writes what a command made. Throws `conflict` for a file that is there unless `isForced`, `invalid_input` for no place. */
export async function writeResult(path: string, bytes: Uint8Array, isForced: boolean): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: isForced ? 'w' : 'wx' });
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EEXIST') {
      throw new CodedError(
        'conflict',
        `There is already a file ${path}. Choose another name with --to, or write over it with --force.`,
      );
    }
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES' || code === 'ENOTDIR') {
      throw new CodedError(
        'invalid_input',
        `${path} cannot be written (${code}). Name a file in a folder that is there and yours with --to.`,
      );
    }
    throw thrown;
  }
}
