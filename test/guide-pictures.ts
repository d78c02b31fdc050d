/**
 * `node test/guide-pictures.ts`: the guide's pictures, of a real run in the real window, as WebP in
 * resources/guide/pictures. Needs a window that is built.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { attach } from '../src-main/serve/attach.ts';
import { findBrowser } from './support/find-browser.ts';
import { startServe, temporaryDirectory } from './support/serve-process.ts';
import { startSweep, sweepEnded } from './support/sweeps.ts';
import { sampleSpec } from './support/training.ts';

const target = resolve(import.meta.dirname, '../resources/guide/pictures');
const executablePath = findBrowser();
if (executablePath === null) throw new Error('pictures need Chromium, Chrome or Edge');
mkdirSync(target, { recursive: true });

const folder = temporaryDirectory();
const serve = await startServe(folder.path);
const client = await attach(serve.address);
const sweep = await startSweep(client, {
  name: 'iris',
  trials: 30,
  seed: 1,
  pruner: 'median',
  objective: { metric: 'val/loss' },
  training: sampleSpec('iris'),
  space: {
    'optimizer.learningRate': { type: 'float', low: 0.001, high: 1, log: true },
    batchSize: { type: 'int', low: 8, high: 64, log: true },
  },
});
await sweepEnded(client, sweep);
const spec = { ...sampleSpec('digits-mlp'), epochs: 3000, budget: { seconds: 1800 } };
const { run } = await client.call('runs.start', { spec });
const trainedTo = async (step: number): Promise<void> => {
  while (((await client.call('runs.show', { run })).progress?.step ?? 0) < step) {
    await new Promise((later) => setTimeout(later, 50));
  }
};
await trainedTo(900);
await client.call('runs.edit', { run, changes: { 'optimizer.learningRate': 0.0005 } });
await trainedTo(2000);
await client.call('runs.pause', { run });

const chart = {
  log: ['params.optimizer.learningRate', 'params.batchSize'],
  flipped: [],
  color: null,
  size: null,
  by: null,
  facet: null,
  best: null,
  section: 'Iris',
  width: 1,
  height: 'middle',
};
const [rate, batch, loss] = ['params.optimizer.learningRate', 'params.batchSize', 'metrics.val/loss'];
await client.call('settings.set', {
  name: 'charts.layout',
  value: {
    by: null,
    center: 'mean',
    band: 'range',
    facet: null,
    folded: [],
    derived: [],
    added: [
      { ...chart, id: 'scatter', kind: 'scatter', values: [rate, loss], color: batch },
      { ...chart, id: 'contour', kind: 'contour', values: [rate, batch, loss] },
      {
        ...chart,
        id: 'parallel',
        kind: 'parallel',
        values: [rate, batch, loss],
        color: loss,
        width: 2,
        height: 'low',
      },
    ],
  },
});

const browser = await chromium.launch({
  executablePath,
  args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
/** Made in the browser, which writes WebP; a PNG of a window is four times as large. */
async function keep(page: Page, name: string): Promise<void> {
  // Without what is at the left of every page: it would make the rest small.
  const png = (await page.screenshot({ clip: { x: 208, y: 0, width: 892, height: 630 } })).toString('base64');
  // Text, since it runs in the browser, whose functions are none of Node's.
  const webp = await page.evaluate<number[]>(`(async () => {
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,${png}')).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext('2d').drawImage(image, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.82 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  })()`);
  writeFileSync(join(target, `${name}.webp`), Uint8Array.from(webp));
}

for (const [language, suffix] of [
  ['en', 'en'],
  ['zh-CN', 'zh'],
] as const) {
  // The page's own rules would not let it read the picture of itself.
  const context = await browser.newContext({
    viewport: { width: 1100, height: 760 },
    colorScheme: 'light',
    locale: language,
    bypassCSP: true,
  });
  const page = await context.newPage();
  await page.goto(`${serve.address.url}/runs/${run}`);
  await page.locator('canvas').first().waitFor();
  await page.locator('main header button:has(.lucide-sliders-horizontal)').click();
  await page.locator('aside input').first().fill('0.001');
  // Every curve is drawn once the page asks for nothing more.
  await page.waitForTimeout(1500);
  await keep(page, `change-${suffix}`);
  await page.goto(`${serve.address.url}/new?from=${run}`);
  await page.locator('#field-budget-seconds').fill('0.1');
  // The time is known once some steps were tried.
  const offers = page.locator('aside .forecast');
  await offers.waitFor();
  await page.locator('section:has(> div #field-budget-seconds)').evaluate((part) => part.scrollIntoView());
  await offers.evaluate((element) => element.scrollIntoView({ block: 'end' }));
  await page.waitForTimeout(500);
  await keep(page, `budget-${suffix}`);
  await page.goto(`${serve.address.url}/sweeps/${sweep}`);
  await page.locator('main figure').first().waitFor();
  await page.waitForTimeout(1500);
  await keep(page, `sweep-${suffix}`);
  await page.setViewportSize({ width: 1100, height: 980 });
  await page.goto(`${serve.address.url}/charts`);
  await page.locator('main figure').nth(2).waitFor();
  await page
    .locator('main section')
    .first()
    .evaluate((part) => part.scrollIntoView());
  await page.waitForTimeout(1500);
  await keep(page, `charts-${suffix}`);
  await context.close();
}
await browser.close();
client.close();
await serve.stop();
folder.remove();
