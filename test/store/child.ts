import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export interface Child {
  readonly pid: number;
  /** The next line that it prints; null when it ends without one. */
  line(): Promise<string | null>;
  send(text: string): void;
  /** Ends it as a power cut would, and waits until it is gone. Gives the lines that were not read. */
  kill(): Promise<readonly string[]>;
}

/** Runs a script of this folder in a process of its own, which does not outlive the test. */
export function runChild(script: string, ...args: readonly string[]): Child {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { stdin, stdout, pid } = child;
  if (stdin === null || stdout === null || pid === undefined) throw new Error(`${script} did not start`);
  const exited = once(child, 'exit');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string | null> => {
    const { value, done } = await lines.next();
    return done === true ? null : value;
  };
  const kill = async (): Promise<readonly string[]> => {
    child.kill('SIGKILL');
    const left: string[] = [];
    for (let line = await next(); line !== null; line = await next()) left.push(line);
    await exited;
    return left;
  };
  onTestFinished(async () => void (await kill()));
  return { pid, line: next, send: (text) => void stdin.write(text), kill };
}
