import type { Browser, Page } from '@playwright/test';
import { seedRuns } from '../support/seed-runs.ts';
import { startServe, temporaryDirectory } from '../support/serve-process.ts';
import { sampleSpec } from '../support/training.ts';
import { median, openBrowser, rendererOf } from './pages/renderer.ts';
import type { Report } from './run.ts';

const rounds = 7;
const sizes = [
  { runs: 10_000, suffix: '' },
  { runs: 100_000, suffix: '.100k' },
] as const;
const queries = [
  'metrics.val/loss.min < 0.2 and tags.baseline order by metrics.val/accuracy.best desc',
  'metrics.val/loss.min < 0.3 and params.optimizer.learningRate < 0.01',
  'name like "run %7" order by metrics.val/loss',
];

export const figures = sizes.flatMap(({ suffix }) => [
  `runs-table.first-paint${suffix}`,
  `runs-table.query${suffix}`,
  `runs-table.memory${suffix}`,
]);

/** From a click to the table of many runs, and from a query to its first rows, as a browser without a GPU paints them. */
export async function bench(report: Report, wants: (figure: string) => boolean): Promise<void> {
  for (const { runs, suffix } of sizes) {
    const [paint, query, memory] = [
      `runs-table.first-paint${suffix}`,
      `runs-table.query${suffix}`,
      `runs-table.memory${suffix}`,
    ];
    if (![paint, query, memory].some(wants)) continue;
    const browser = await openBrowser();
    const took = await measure(browser, runs);
    await browser.close();
    const context = `${runs.toLocaleString('en')} runs, 1440 × 900, software rendering, median of`;
    report(paint, median(took.paint), 'ms', `${context} ${rounds}; target ${suffix === '' ? 300 : 600}`);
    report(
      query,
      median(took.query),
      'ms',
      `${context} ${took.query.length} of ${queries.length} queries, to the frame with the rows; target ${suffix === '' ? 50 : 100}`,
    );
    report(memory, took.memoryMb, 'MB', 'of the page’s process, after all of them; target 300');
  }
}

interface Took {
  readonly paint: number[];
  readonly query: number[];
  memoryMb: number;
}

async function measure(browser: Browser, runs: number): Promise<Took> {
  const folder = temporaryDirectory();
  seedRuns(folder.path, runs, sampleSpec('iris'), 5);
  const serve = await startServe(folder.path);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const took: Took = { paint: [], query: [], memoryMb: 0 };
  try {
    for (let round = 0; round < rounds; round++) {
      // A document of its own each time, with nothing kept from before.
      await page.goto('about:blank');
      await page.goto(`${serve.address.url}/settings`);
      await page.getByText('Connected', { exact: true }).waitFor();
      took.paint.push(await untilPainted(page, 'paint', '#/runs'));
    }
    for (let round = 0; round <= rounds; round++) {
      for (const query of queries) {
        const ms = await untilPainted(page, 'query', query);
        await page.waitForTimeout(600);
        await untilPainted(page, 'query', 'order by id');
        await page.waitForTimeout(600);
        // The first of each prepares its statements.
        if (round > 0) took.query.push(ms);
      }
    }
    took.memoryMb = (await rendererOf(browser)).memoryMb;
  } finally {
    await context.close();
    await serve.stop();
    folder.remove();
  }
  return took;
}

/** Milliseconds from what a user does to the frame that shows other rows than before. Runs in the page. */
async function untilPainted(page: Page, what: 'paint' | 'query', text: string): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const first = () => document.querySelector('[data-row="0"] .link')?.textContent ?? '';
    const before = first();
    const start = performance.now();
    if (${what === 'paint'}) location.hash = ${JSON.stringify(text)};
    else {
      const field = document.querySelector('[role="combobox"]');
      field.value = ${JSON.stringify(text)};
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    await new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (first() === before) return;
        observer.disconnect();
        // The frame that is painted next has them.
        requestAnimationFrame(() => setTimeout(resolve));
      });
      observer.observe(document.body, { childList: true, characterData: true, subtree: true });
    });
    return performance.now() - start;
  })()`);
}
