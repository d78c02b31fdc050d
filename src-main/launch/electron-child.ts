import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ElectronOptions {
  readonly executable: string;
  readonly root: string;
  readonly data: string | undefined;
  readonly smoke: boolean;
  readonly isRoot: boolean;
}

export interface ElectronEnd {
  /** Null for a signal. */
  readonly code: number | null;
  /** Whether its window could be used before. */
  readonly wasReady: boolean;
}

/** Starts the desktop app and resolves at its end. Ctrl+C reaches it by itself; other signals are passed on. */
export function runElectron(options: ElectronOptions, onReady: () => void): Promise<ElectronEnd> {
  const { executable, root, data, smoke, isRoot } = options;
  // Editors that are Electron apps leave this in their terminals; it would make a plain Node of ours.
  const env = { ...process.env };
  delete env['ELECTRON_RUN_AS_NODE'];
  const child = spawn(
    executable,
    [
      root,
      smoke ? '--smoke' : '--announce',
      ...(data === undefined ? [] : ['--data', data]),
      ...(isRoot ? ['--no-sandbox'] : []),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env },
  );
  let wasReady = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (wasReady || !line.startsWith('{"ready":true')) return;
    wasReady = true;
    onReady();
  });
  const ignore = (): void => undefined;
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', ignore);
  process.on('SIGTERM', pass);
  process.on('SIGHUP', pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', pass);
      process.off('SIGHUP', pass);
      resolve({ code, wasReady });
    });
  });
}
