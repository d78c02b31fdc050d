import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { temporaryDirectory } from '../support/serve-process.ts';
import { median, openBrowser } from './pages/renderer.ts';
import type { Report } from './run.ts';

/** A Python environment in which they are installed: `python3 -m venv X; X/bin/pip install mlflow tensorboard tensorboardX`. */
const environment = process.env['DESCENT_RIVALS'] ?? join(homedir(), '.cache/descent-rivals');
const rounds = 3;

export const figures = ['rivals.runs-table.first-paint', 'rivals.runs-table.query', 'rivals.charts.10x100k'];

/** What the pages of others take for what pages-runs and pages-charts measure; left out where they are not installed. */
export async function bench(report: Report, wants: (figure: string) => boolean): Promise<void> {
  const [paint = '', query = '', charts = ''] = figures;
  if (has('mlflow') && (wants(paint) || wants(query))) {
    const took = await measureTable();
    const context = `MLflow's runs, 10,000 runs in SQLite, 1440 × 900, software rendering, median of ${rounds}`;
    report(paint, median(took.paint), 'ms', context);
    report(query, median(took.query), 'ms', `${context}, by a metric`);
  }
  if (has('tensorboard') && wants(charts)) {
    const words = 'TensorBoard, from its address to all lines, of each of which it keeps 1,000 points';
    report(charts, median(await measureCharts()), 'ms', `${words}; median of ${rounds}`);
  }
}

function has(name: string): boolean {
  return existsSync(join(environment, 'bin', name));
}

async function measureTable(): Promise<{ readonly paint: number[]; readonly query: number[] }> {
  const folder = temporaryDirectory();
  const experiment = python('mlflow.py', folder.path, '10000');
  const store = `sqlite:///${folder.path}/mlflow.db`;
  const took = { paint: [] as number[], query: [] as number[] };
  await served(
    'mlflow',
    ['server', '--backend-store-uri', store, '--workers', '1', '--host', '127.0.0.1'],
    async (url, page) => {
      for (let round = 0; round <= rounds; round++) {
        await page.goto('about:blank');
        await page.goto(`${url}/#/settings`);
        // It remembers what was asked last.
        await page.evaluate('localStorage.clear(); sessionStorage.clear()');
        // It asks its server again and again, so that no silence says when it is ready.
        await page.waitForTimeout(8000);
        const paint = await untilRow(page, async () => {
          await page.evaluate(`location.hash = '#/experiments/${experiment}/runs'`);
        });
        await page.getByPlaceholder(/metrics\.rmse/).fill('metrics.`val/loss` < 0.17');
        const query = await untilRow(page, () => page.keyboard.press('Enter'));
        // The first time loads the page's code.
        if (round === 0) continue;
        took.paint.push(paint);
        took.query.push(query);
      }
    },
  );
  folder.remove();
  return took;
}

/** Milliseconds from an action to the frame of the page in which another run is the first. */
async function untilRow(page: Page, action: () => Promise<void>): Promise<number> {
  const took = page.evaluate<number>(`(async () => {
    const first = () => [...document.querySelectorAll('a[href*="/runs/"]')].find((link) => /^run \\d+$/.test(link.textContent))?.textContent;
    const before = first();
    const began = performance.now();
    while (first() === undefined || first() === before) {
      if (performance.now() - began > 120_000) throw new Error('no other run came');
      await new Promise((drawn) => requestAnimationFrame(drawn));
    }
    return performance.now() - began;
  })()`);
  await action();
  return took;
}

async function measureCharts(): Promise<readonly number[]> {
  const folder = temporaryDirectory();
  python('tensorboard.py', folder.path, '10', '100000');
  const took: number[] = [];
  await served('tensorboard', ['--logdir', folder.path, '--host', '127.0.0.1'], async (url, page) => {
    for (let round = 0; round <= rounds; round++) {
      await page.goto('about:blank');
      const began = performance.now();
      await page.goto(`${url}/?darkMode=false#scalars`);
      await page.locator('vz-line-chart2 path.line').nth(9).waitFor({ state: 'attached', timeout: 120_000 });
      // The first time loads its code, and its server still reads.
      if (round > 0) took.push(performance.now() - began);
      else await setTimeout(5000);
    }
  });
  folder.remove();
  return took;
}

function python(script: string, ...args: readonly string[]): string {
  const path = join(import.meta.dirname, 'pages', script);
  const { status, stdout, stderr } = spawnSync(join(environment, 'bin/python'), [path, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${script} ended with code ${String(status)}: ${stderr}`);
  return stdout.trim();
}

/** Starts a server on a free port, with a page beside it, for as long as `work` takes. */
async function served(
  name: string,
  args: readonly string[],
  work: (url: string, page: Page) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const child = spawn(join(environment, 'bin', name), [...args, '--port', String(port)], {
    stdio: 'ignore',
    detached: true,
  });
  const exited = once(child, 'exit');
  const browser = await openBrowser();
  try {
    const url = `http://127.0.0.1:${port}`;
    for (let tries = 0; !(await answers(url)); tries++) {
      if (tries > 120 || child.exitCode !== null) throw new Error(`${name} does not answer at ${url}`);
      await setTimeout(500);
    }
    await work(url, await browser.newPage({ viewport: { width: 1440, height: 900 } }));
  } finally {
    await browser.close();
    // With the processes that it started.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await exited;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
