import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { chromium, type Browser } from '@playwright/test';
import { sampleSpec } from '../support/training.ts';
import { findBrowser } from '../support/find-browser.ts';
import { seedRuns } from '../support/seed-runs.ts';
import { temporaryDirectory } from '../support/serve-process.ts';
import type { Report } from './run.ts';

const root = resolve(import.meta.dirname, '..', '..');
const runs = 10_000;
const rounds = 5;

/** What the user types, and the program that npm runs for it. */
const starts: readonly {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}[] = [
  { name: 'npm start', command: 'npm', args: ['start', '--silent', '--'] },
  { name: 'launch.mjs', command: process.execPath, args: [join(root, 'src-main', 'launch.mjs')] },
];

export const figures = starts.flatMap(({ name }) => [
  `start: ${name} tells its address`,
  `start: ${name} to a runs page that can be used`,
]);

/** From the start of a built Descent to a page that can be used, with many runs in the database. */
export async function bench(report: Report, wants: (figure: string) => boolean): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('this bench needs Chromium, Chrome or Edge');
  const folder = temporaryDirectory();
  seedRuns(folder.path, runs, sampleSpec('iris'));
  const browser = await chromium.launch({
    executablePath,
    args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  const context = `${runs} runs in the database, median of ${rounds}; the browser is running already`;
  try {
    for (const [index, { command, args }] of starts.entries()) {
      const [answeredName = '', usableName = ''] = figures.slice(2 * index);
      if (!wants(answeredName) && !wants(usableName)) continue;
      const answered: number[] = [];
      const usable: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const took = await start(browser, command, [...args, '--no-open', '--data', folder.path]);
        answered.push(took.answeredMs);
        usable.push(took.usableMs);
      }
      report(answeredName, median(answered), 'ms', context);
      report(usableName, median(usable), 'ms', context);
    }
  } finally {
    await browser.close();
    folder.remove();
  }
}

async function start(
  browser: Browser,
  command: string,
  args: readonly string[],
): Promise<{ answeredMs: number; usableMs: number }> {
  const began = performance.now();
  // In a group of its own, since npm is one more process between us and what ends the server.
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const exited = once(child, 'exit');
  try {
    const url = await addressIn(child.stderr);
    const answeredMs = performance.now() - began;
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${url}/runs`);
    await page.getByRole('row', { name: /run 10000/ }).waitFor();
    const usableMs = performance.now() - began;
    await page.close();
    return { answeredMs, usableMs };
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await exited;
  }
}

/** The address that stands alone on a line of what is said at the start. */
async function addressIn(stderr: Readable): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: stderr })) {
    if (/^\s+http:\S+$/.test(line)) return line.trim();
    said.push(line);
  }
  throw new Error(`it ended without an address: ${said.join(' ')}`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
