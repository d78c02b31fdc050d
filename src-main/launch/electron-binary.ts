import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const fetchLimitMs = 180_000;
/** After a failure it is not tried at every start, which would cost each of them its time. */
const retryAfterMs = 24 * 60 * 60 * 1000;

/** Path of Electron's executable; null where only its package is installed. */
export function findElectron(root: string): string | null {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const distribution = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const executable = join(distribution, readFileSync(pathFile, 'utf8').trim());
  return existsSync(executable) ? executable : null;
}

export type FetchResult =
  | { readonly state: 'fetched' }
  /** It failed now, or less than a day ago. */
  | { readonly state: 'failed'; readonly reason: string; readonly again: boolean };

export interface FetchOptions {
  /** Gets one line when the fetching begins. */
  readonly say: (line: string) => void;
  /** Try even though it failed less than a day ago. */
  readonly evenAfterFailure?: boolean;
}

/** Fetches Electron's executable by its own installer. */
export async function fetchElectron(root: string, options: FetchOptions): Promise<FetchResult> {
  const { say, evenAfterFailure = false } = options;
  const folder = join(root, 'node_modules', 'electron');
  const installer = join(folder, 'install.js');
  if (!existsSync(installer))
    return { state: 'failed', reason: 'its package is not installed', again: false };
  // Beside the packages, so that "npm ci" forgets it.
  const failure = join(root, 'node_modules', '.cache', 'descent', 'electron-fetch-failed.txt');
  const before = statSync(failure, { throwIfNoEntry: false });
  if (!evenAfterFailure && before !== undefined && Date.now() - before.mtimeMs < retryAfterMs) {
    return { state: 'failed', reason: readFileSync(failure, 'utf8'), again: false };
  }
  say('Fetching Electron (about 110 MB, once) …');
  const reason = await runInstaller(installer);
  if (reason === null) {
    rmSync(failure, { force: true });
    return { state: 'fetched' };
  }
  mkdirSync(dirname(failure), { recursive: true });
  writeFileSync(failure, reason);
  return { state: 'failed', reason, again: true };
}

/** Null on success, else why not. */
async function runInstaller(installer: string): Promise<string | null> {
  const child = spawn(process.execPath, [installer], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => (errors += text));
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, fetchLimitMs);
  const [code] = await once(child, 'close');
  clearTimeout(limit);
  if (late) return `it took longer than ${fetchLimitMs / 60_000} minutes`;
  return code === 0 ? null : (/^(?:\w*Error: )?(.+)$/m.exec(errors)?.[1] ?? `exit code ${code}`);
}
