import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { TrainingSpec } from '#contract/training.ts';
import type { SeriesBatch } from '#contract/training-event.ts';
import { stream } from '../../src-main/base/random.ts';
import { openStore } from '../../src-main/store/open.ts';
import { ensureExperiment } from '../../src-main/store/tables/experiments.ts';
import { appendPoints } from '../../src-main/store/tables/points.ts';
import { insertRun, setRunState } from '../../src-main/store/tables/runs.ts';
import { startServe, temporaryDirectory } from '../support/serve-process.ts';
import { median, openBrowser, rendererOf } from './pages/renderer.ts';
import type { Report } from './run.ts';

interface Case {
  readonly figure: string;
  readonly runs: number;
  readonly keys: number;
  readonly points: number;
  /** Where it is looked at. */
  readonly route: string;
  readonly target: number;
}

/** `npm run bench -- --only pages` measures these, in a real browser on the built window. */
const cases: readonly Case[] = [
  { figure: 'charts.10x100k', runs: 10, keys: 1, points: 100_000, route: '#/charts', target: 150 },
  { figure: 'charts.1x1m', runs: 1, keys: 1, points: 1_000_000, route: '#/charts', target: 150 },
  { figure: 'charts.500x1k', runs: 500, keys: 1, points: 1000, route: '#/charts', target: 320 },
  { figure: 'keys.12k', runs: 1, keys: 12_000, points: 2, route: '#/runs/1?tab=charts', target: 500 },
];
export const figures = cases.flatMap(({ figure }) => [figure, `${figure}.memory`]);

/** From the choice of a page that was opened before to its first chart on the screen, questions included. */
export async function bench(report: Report, wants: (figure: string) => boolean): Promise<void> {
  for (const one of cases.filter(({ figure }) => wants(figure) || wants(`${figure}.memory`))) {
    const browser = await openBrowser();
    const folder = temporaryDirectory();
    fill(folder.path, one);
    const serve = await startServe(folder.path);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${serve.address.url}/`);
    await page.getByText('Connected', { exact: true }).waitFor();
    const taken: number[] = [];
    // The first time loads the page's code, which is not what is measured.
    for (let round = 0; round < 6; round++) taken.push(await firstChart(page, one.route));
    report(one.figure, median(taken.slice(1)), 'ms', `median of 5, no GPU, 1440 × 900; target ${one.target}`);
    const { memoryMb } = await rendererOf(browser);
    report(`${one.figure}.memory`, memoryMb, 'MB', 'of the page’s process, after six times; target 300');
    await browser.close();
    await serve.stop();
    folder.remove();
  }
}

/** Milliseconds until the first chart has its lines and the browser has drawn a frame with them. */
async function firstChart(page: Page, route: string): Promise<number> {
  const took = await page.evaluate<number>(`(async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    const began = performance.now();
    location.hash = ${JSON.stringify(route)};
    while (document.querySelector('figure canvas') === null || document.querySelector('figure ul') === null) {
      await frame();
    }
    await frame();
    return performance.now() - began;
  })()`);
  await page.evaluate("location.hash = '#/settings'");
  await page.locator('figure').first().waitFor({ state: 'detached' });
  return took;
}

function fill(directory: string, { runs, keys, points }: Case): void {
  const store = openStore({ path: join(directory, 'descent.db') });
  const { db } = store;
  const random = stream(1, 'bench-charts');
  const began = Date.UTC(2026, 0, 1);
  const steps = Float64Array.from({ length: points }, (_, index) => index + 1);
  const times = steps.map((step) => began + 5 * step);
  db.transaction(() => {
    const experimentId = ensureExperiment(db, 'Bench', began);
    for (let index = 0; index < runs; index++) {
      const run = insertRun(db, {
        uid: (index + 1).toString(16).padStart(32, '0'),
        experimentId,
        parentId: null,
        name: `run ${index + 1}`,
        // Pages look only at the params that are flattened from it.
        spec: { optimizer: { learningRate: 0.01 }, seed: index } as unknown as TrainingSpec,
        tags: [],
        createdAt: began + index,
      });
      setRunState(db, run, 'running', { now: began + index });
      const series = Array.from({ length: keys }, (_, key): SeriesBatch => ({
        key: keys === 1 ? 'train/loss' : `layer${key % 40}/weight${key}`,
        steps,
        times,
        values: steps.map((step) => Math.exp(-step / points) + 0.1 * random.normal()),
      }));
      appendPoints(db, run, series);
      setRunState(db, run, 'complete', { now: began + 5 * points });
    }
  });
  store.close();
}
