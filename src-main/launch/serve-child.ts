import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The first line that `descent serve --json` prints. */
export interface ServeAddress {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly dataDir: string;
  readonly version: string;
}

export interface ServeChild {
  readonly address: ServeAddress;
  /** Resolves to the exit code. At once and with 0 where another process has the data and serves it. */
  readonly ended: Promise<number>;
  /** Whether it serves itself; else the address is that of the process that does. */
  readonly serves: boolean;
  /** Asks it once to end: runs in progress are checkpointed. Signals to this process do the same. */
  end(): void;
}

/** npm passes on a Ctrl+C that the terminal has sent here already. */
const sameSignalMs = 1000;

/**
 * Starts `descent serve` in a process of its own and waits for its address. Rejects where it ends before, having said
 * why on stderr.
 */
export async function startServe(root: string, data: string | undefined): Promise<ServeChild> {
  const child = spawn(
    process.execPath,
    [
      join(root, 'src-main', 'bin.mjs'),
      ...['serve', '--json', '--no-open'],
      ...(data === undefined ? [] : ['--data', data]),
    ],
    // Ctrl+C in a terminal goes to a whole group of processes; a second signal would end a closing server at once.
    { stdio: ['ignore', 'pipe', 'inherit'], detached: process.platform !== 'win32' },
  );
  const ended = exitCode(child);
  const end = endOnSignal(child);
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), ended]);
  if (typeof first === 'number') throw new ServeEnded(first);
  // The line is of our own command.
  const address = JSON.parse(String(first[0])) as ServeAddress;
  return { address, ended, serves: address.pid === child.pid, end };
}

/** The server ended before it served; it has said why. */
export class ServeEnded extends Error {
  readonly exitCode: number;

  constructor(code: number) {
    super(`descent serve ended with code ${code}`);
    this.exitCode = code;
  }
}

/**
 * From now on the first signal ends the server in order, and one that comes later than a moment after it at once. Gives
 * the function that ends it in order.
 */
function endOnSignal(child: ChildProcess): () => void {
  let endedAt: number | null = null;
  const end = (): void => {
    if (endedAt !== null) return;
    endedAt = performance.now();
    child.kill('SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (endedAt !== null && performance.now() - endedAt > sameSignalMs) child.kill('SIGTERM');
      // On Windows Ctrl+C has reached the server too, and a signal from here would end it without order.
      else if (process.platform !== 'win32') end();
    });
  }
  return end;
}

function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
