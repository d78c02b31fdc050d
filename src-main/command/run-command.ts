import { spawn } from 'node:child_process';
import { createCapturedOutput } from './captured-output.ts';
import { endGroup } from './process-group.ts';
import { createLineSplitter } from './line-splitter.ts';
import { processBeginning } from './process-identity.ts';

export interface CommandToRun {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly graceMs: number;
  /** Ended after so long; never when left out. */
  readonly timeLimitMs?: number;
  /** Lines of stdout, as they come. */
  readonly onLine?: (line: string) => void;
  /** Not to be kept of the output. */
  readonly secrets?: readonly string[];
}

/** How a command ended. */
export interface CommandEnd {
  /** Null where a signal ended it, or where it never began. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** It was asked to end. */
  readonly asked: boolean;
  /** Why it could not be started: the system's own code, such as ENOENT. */
  readonly notStarted: string | null;
}

export interface RunningCommand {
  /** Null where it could not be started. */
  readonly pid: number | null;
  /** When the process began, as its system writes it; null where that is not known. */
  readonly beginning: string | null;
  readonly ended: Promise<CommandEnd>;
  /** Asks it to end, and ends it with all that it started after its grace. */
  stop(): void;
  output(): string;
  lastLines(count: number): string;
}

/** What a command left running may still print, before it is ended too. */
const drainMs = 500;

/** Starts a program in a process group of its own, without a shell. Nothing of the group is left when `ended` resolves. */
export function runCommand(command: CommandToRun): RunningCommand {
  const { argv, cwd, environment, graceMs, timeLimitMs, onLine = () => undefined, secrets } = command;
  const [program = '', ...args] = argv;
  const captured = createCapturedOutput(secrets);
  const lines = createLineSplitter(onLine);
  const { promise: ended, resolve } = Promise.withResolvers<CommandEnd>();
  const child = spawn(program, args, {
    cwd,
    env: environment,
    shell: false,
    windowsHide: true,
    // A group of its own, so that what it starts can be ended with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let asked = false;
  let timedOut = false;
  let ending: Promise<void> | null = null;

  const endAll = (): Promise<void> =>
    (ending ??= child.pid === undefined ? Promise.resolve() : endGroup(child.pid, graceMs));
  const limit =
    timeLimitMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          void endAll();
        }, timeLimitMs);

  child.stdout.on('data', (chunk: Uint8Array) => {
    captured.add(chunk);
    lines.add(chunk);
  });
  child.stderr.on('data', (chunk: Uint8Array) => captured.add(chunk));
  child.on('error', (error: NodeJS.ErrnoException) => {
    if (child.pid !== undefined) return;
    clearTimeout(limit);
    resolve({
      exitCode: null,
      signal: null,
      timedOut: false,
      asked,
      notStarted: error.code ?? error.message,
    });
  });
  child.on('exit', (exitCode, signal) => {
    clearTimeout(limit);
    const closed = Promise.withResolvers<undefined>();
    child.once('close', () => closed.resolve(undefined));
    // Something that it started may hold its output open.
    const drained = setTimeout(() => closed.resolve(undefined), drainMs);
    void closed.promise
      .then(() => clearTimeout(drained))
      .then(endAll)
      .then(() => {
        lines.end();
        resolve({ exitCode, signal, timedOut, asked, notStarted: null });
      });
  });

  return {
    pid: child.pid ?? null,
    beginning: child.pid === undefined ? null : processBeginning(child.pid),
    ended,
    stop: () => {
      asked = true;
      void endAll();
    },
    output: captured.text,
    lastLines: captured.lastLines,
  };
}
