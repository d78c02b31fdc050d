import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '../support/find-browser.ts';
import { seedSweep } from '../support/seed-sweep.ts';
import { startServe, temporaryDirectory } from '../support/serve-process.ts';
import type { Report } from './run.ts';

export const figures = ['sweep-page.10k'];

const trials = 10_000;
const rounds = 7;

/** From the choice of a sweep of many trials to the frame with all that is in view, questions included. */
export async function bench(report: Report): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('pages need Chromium, Chrome or Edge');
  const folder = temporaryDirectory();
  seedSweep(folder.path, { trials });
  const serve = await startServe(folder.path);
  const browser = await chromium.launch({
    executablePath,
    args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${serve.address.url}/`);
    await page.getByText('Connected', { exact: true }).waitFor();
    const taken: number[] = [];
    // The first time loads the page's code, which is not what is measured.
    for (let round = 0; round <= rounds; round++) taken.push(await untilDrawn(page));
    const median = taken.slice(1).sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
    report(
      'sweep-page.10k',
      median,
      'ms',
      `10,000 trials of six params, median of ${rounds}, no GPU, 1440 × 900; target 500`,
    );
  } finally {
    await browser.close();
    await serve.stop();
    folder.remove();
  }
}

/** Milliseconds until the best, the curves, the parallel coordinates and the timeline are painted. */
async function untilDrawn(page: Page): Promise<number> {
  const took = await page.evaluate<number>(`(async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    const isThere = () =>
      ['Best so far', 'All trials', 'Parallel coordinates', 'Timeline'].every(
        (title) => document.querySelector('svg[aria-label="' + title + '"] :is(path, rect)') !== null,
      );
    const began = performance.now();
    location.hash = '#/sweeps/1';
    while (!isThere()) await frame();
    await frame();
    return performance.now() - began;
  })()`);
  await page.evaluate("location.hash = '#/settings'");
  await page.locator('figure').first().waitFor({ state: 'detached' });
  return took;
}
