import type { Browser } from '@playwright/test';
import { setTimeout } from 'node:timers/promises';
import { attach } from '../../src-main/serve/attach.ts';
import { descent } from '../support/cli.ts';
import { seedRuns } from '../support/seed-runs.ts';
import { startServe, temporaryDirectory, type ServeAddress } from '../support/serve-process.ts';
import { sampleSpec } from '../support/training.ts';
import { openBrowser, quantile, rendererOf } from './pages/renderer.ts';
import type { Report } from './run.ts';

export const figures = ['charts.update', 'runs-table.scroll', 'calls.p99'];

const watchedMs = 8000;
const runs = 10_000;

/** What a page costs while it is looked at: a training that goes on, and a table that is scrolled. */
export async function bench(report: Report, wants: (figure: string) => boolean): Promise<void> {
  const browser = await openBrowser();
  try {
    if (wants('charts.update') || wants('calls.p99')) await watchTraining(browser, report);
    if (wants('runs-table.scroll')) await scrollTable(browser, report);
  } finally {
    await browser.close();
  }
}

async function watchTraining(browser: Browser, report: Report): Promise<void> {
  const folder = temporaryDirectory();
  const serve = await startServe(folder.path);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  // A chart clears its canvas before it draws, once a frame; the one that does so most often counts the updates.
  await page.addInitScript(`
    const frames = new Map();
    window.updates = () => Math.max(0, ...[...frames.values()].map((all) => all.size));
    const clear = CanvasRenderingContext2D.prototype.clearRect;
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      frames.set(this, (frames.get(this) ?? new Set()).add(document.timeline.currentTime));
      return clear.apply(this, box);
    };`);
  // Long enough for all that is measured; the server ends it with itself.
  const training = descent(folder.path, 'train', 'digits-mlp', '--set', 'epochs=20000');
  try {
    await page.goto(`${serve.address.url}/runs/1?tab=charts`);
    await page.locator('figure canvas').first().waitFor();
    await page.waitForTimeout(2000);
    const series = await page.locator('figure li').count();
    const before = await rendererOf(browser);
    const counted = await page.evaluate<number>('window.updates()');
    await page.waitForTimeout(watchedMs);
    const after = await rendererOf(browser);
    const updates = (await page.evaluate<number>('window.updates()')) - counted;
    report(
      'charts.update',
      (after.cpuMs - before.cpuMs) / updates,
      'ms',
      `of the page's processor time each of ${updates} updates in ${watchedMs / 1000} s, ${series} series in all charts of a training that goes on, all threads, software rendering; target 16`,
    );
    report(
      'calls.p99',
      await slowestCalls(serve.address),
      'ms',
      'one of 100 calls of a second window takes longer, while a training logs every step and a page shows it; target 50',
    );
  } finally {
    await page.close();
    await serve.stop();
    await training;
    folder.remove();
  }
}

/** What one call in a hundred exceeds, of another window that asks for a run twenty times a second meanwhile. */
async function slowestCalls(address: ServeAddress): Promise<number> {
  const client = await attach(address);
  const took: number[] = [];
  for (let call = 0; call < 300; call++) {
    const began = performance.now();
    await client.call('runs.list', { limit: 1 });
    took.push(performance.now() - began);
    await setTimeout(50);
  }
  client.close();
  return quantile(took, 0.99);
}

async function scrollTable(browser: Browser, report: Report): Promise<void> {
  const folder = temporaryDirectory();
  seedRuns(folder.path, runs, sampleSpec('iris'), 5);
  const serve = await startServe(folder.path);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(`${serve.address.url}/runs`);
    await page.locator('[data-row="0"] .link').waitFor();
    await page.waitForTimeout(1000);
    const frames = await page.evaluate<number[]>(`(async () => {
      const scroller = [...document.querySelectorAll('[role="grid"], [role="grid"] *, main *')]
        .find((element) => element.scrollHeight > 100_000 && getComputedStyle(element).overflowY !== 'visible');
      const frames = [];
      let last = performance.now();
      for (let frame = 0; frame < 240; frame++) {
        scroller.scrollTop += 120;
        await new Promise((drawn) => requestAnimationFrame(drawn));
        const now = performance.now();
        frames.push(now - last);
        last = now;
      }
      return frames;
    })()`);
    report(
      'runs-table.scroll',
      quantile(frames, 0.95),
      'ms',
      `the longest of 20 frames, ${runs.toLocaleString('en')} runs, 120 px a frame, software rendering; target 34`,
    );
  } finally {
    await page.close();
    await serve.stop();
    folder.remove();
  }
}
