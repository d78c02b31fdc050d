import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process began, as its system writes it; null where it is not there or cannot be told. A process is known by
 * its number and this together, since numbers are given again.
 */
export function processBeginning(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name of the program, in parentheses, may hold anything; the 22nd field of all is the time of its start.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z') return null;
      return `${bootId()} ${fields[19] ?? ''}`;
    }
    if (process.platform === 'darwin') {
      const told = execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
      return told.trim() === '' ? null : told.trim();
    }
    return null;
  } catch {
    return null;
  }
}

/** Ticks since the start of the machine are the same after the next one. */
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
