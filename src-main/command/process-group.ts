import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { processBeginning } from './process-identity.ts';

const checkMs = 50;

/** Sends a signal to a process and all that it started in its group. False where nothing is left of it. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    // On Windows there are no groups that signals reach; see endGroup.
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Asks a group to end, and ends it after the grace. Resolves when nothing of it is left. */
export async function endGroup(pid: number, graceMs: number): Promise<void> {
  if (process.platform === 'win32') {
    await new Promise<void>((resolve) =>
      execFile('taskkill', ['/pid', String(pid), '/T', '/F'], () => resolve()),
    );
    return;
  }
  if (!signalGroup(pid, 'SIGTERM')) return;
  for (let waited = 0; waited < graceMs; waited += checkMs) {
    await wait(checkMs);
    if (!signalGroup(pid, 0)) return;
  }
  while (signalGroup(pid, 'SIGKILL')) await wait(checkMs);
}

/**
 * The same for a command that an earlier Descent left behind, unless its number is another process's by now. Gives
 * whether there was something to end.
 */
export async function endOrphan(pid: number, beginning: string, graceMs: number): Promise<boolean> {
  if (processBeginning(pid) !== beginning) return false;
  await endGroup(pid, graceMs);
  return true;
}
