import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CodedError } from '#contract/errors.ts';

export interface DataDirectoryOptions {
  /** From `--data DIR`; wins over everything. */
  readonly chosen?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

/**
 * Where everything is kept: `--data DIR`, else `DESCENT_DATA`, else the platform's convention:
 * `$XDG_DATA_HOME/descent` (`~/.local/share/descent`), `~/Library/Application Support/Descent`, `%APPDATA%\Descent`.
 */
export function dataDirectory(options: DataDirectoryOptions = {}): string {
  const { chosen, env = process.env, platform = process.platform, home = homedir() } = options;
  const named = chosen ?? env['DESCENT_DATA'];
  if (named === '') {
    throw new CodedError(
      'invalid_input',
      'The data directory is empty. Name a folder after --data (or in DESCENT_DATA), or leave it out.',
    );
  }
  if (named !== undefined) return resolve(named);
  switch (platform) {
    case 'win32':
      return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Descent');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Descent');
    default: {
      const xdg = env['XDG_DATA_HOME'];
      // By the XDG specification a relative path there is not valid and has to be ignored.
      const base = xdg !== undefined && xdg.startsWith('/') ? xdg : join(home, '.local', 'share');
      return join(base, 'descent');
    }
  }
}

/** Whether nobody chose this directory: it is the platform's. */
export function isPlatformDirectory(directory: string): boolean {
  return directory === dataDirectory({ env: { ...process.env, DESCENT_DATA: undefined } });
}

/**
 * Makes the directory where it is missing and checks that files can be written in it. Throws `storage_read_only` or
 * `storage_full` with what to do.
 */
export function prepareDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (thrown) {
    throw unusable(directory, thrown);
  }
}

function unusable(directory: string, thrown: unknown): CodedError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return new CodedError(
      'invalid_input',
      `The data directory ${directory} cannot be used: a file is in its place. Choose another with --data DIR.`,
      undefined,
      thrown,
    );
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new CodedError(
      'storage_full',
      `The data directory ${directory} cannot be made: the disk is full. Make room, or choose another with --data DIR.`,
      undefined,
      thrown,
    );
  }
  return new CodedError(
    'storage_read_only',
    `The data directory ${directory} cannot be written to. Change its permissions, or choose another with --data DIR or DESCENT_DATA.`,
    undefined,
    thrown,
  );
}
