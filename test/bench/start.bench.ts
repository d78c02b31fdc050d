import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import { sampleSpec } from '../support/training.ts';
import { findBrowser } from '../support/find-browser.ts';
import { seedRuns } from '../support/seed-runs.ts';
import { temporaryDirectory, type ServeAddress } from '../support/serve-process.ts';
import type { Report } from './run.ts';

const root = resolve(import.meta.dirname, '..', '..');
const runs = 10_000;
const rounds = 5;

/** From `npm start` on a built Descent to a page that can be used, with many runs in the database. */
export async function bench(report: Report): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('this bench needs Chromium, Chrome or Edge');
  const folder = temporaryDirectory();
  seedRuns(folder.path, runs, sampleSpec('iris'));
  const browser = await chromium.launch({
    executablePath,
    args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  const answered: number[] = [];
  const usable: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const child = spawn(
      process.execPath,
      [join(root, 'src-main/bin.mjs'), 'serve', '--json', '--no-open', '--data', folder.path],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    answered.push(performance.now() - started);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${(JSON.parse(line) as ServeAddress).url}/runs`);
    await page.getByRole('row', { name: /run 10000/ }).waitFor();
    usable.push(performance.now() - started);
    await page.close();
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await browser.close();
  folder.remove();
  const context = `${runs} runs in the database, median of ${rounds}; the browser is running already`;
  report('start: first line of serve', median(answered), 'ms', context);
  report('start: runs page can be used', median(usable), 'ms', context);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
