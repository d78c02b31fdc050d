import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '..', '..');

/** The first line that `descent serve --json` prints. */
export interface ServeAddress {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly dataDir: string;
  readonly version: string;
}

export interface ServeProcess {
  readonly address: ServeAddress;
  /** SIGTERM and wait; resolves to the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL and wait. */
  kill(): Promise<void>;
}

/** Starts the real `descent serve` on a data directory and waits for its first line. */
export async function startServe(
  dataDirectory: string,
  options: readonly string[] = [],
): Promise<ServeProcess> {
  const child = spawn(
    process.execPath,
    [join(root, 'src-main/bin.mjs'), 'serve', '--json', '--no-open', '--data', dataDirectory, ...options],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), exited.then(() => null)]);
  if (first === null)
    throw new Error(`descent serve ended with code ${child.exitCode} before its first line`);
  const address = JSON.parse(String(first[0])) as ServeAddress;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return { address, stop: () => end('SIGTERM'), kill: async () => void (await end('SIGKILL')) };
}

/** A data directory that is gone after the test. */
export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'descent-data-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
