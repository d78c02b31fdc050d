/** `node test/screenshots.ts`: the README's pictures, of real runs in the real window, in resources/screenshots. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import type { TrainingSpec } from '#contract/training.ts';
import { isFinished } from '#contract/run.ts';
import { attach } from '../src-main/serve/attach.ts';
import { findBrowser } from './support/find-browser.ts';
import { startServe, temporaryDirectory } from './support/serve-process.ts';
import { sampleSpec } from './support/training.ts';

const target = resolve(import.meta.dirname, '../resources/screenshots');
const executablePath = findBrowser();
if (executablePath === null) throw new Error('pictures need Chromium, Chrome or Edge');
mkdirSync(target, { recursive: true });

const folder = temporaryDirectory();
const serve = await startServe(folder.path);
const client = await attach(serve.address);
const digits = sampleSpec('digits-mlp');
const slower: TrainingSpec = {
  ...digits,
  name: 'digits-mlp, slower',
  optimizer: { ...digits.optimizer, learningRate: 0.0005 },
};
for (const spec of [sampleSpec('iris'), sampleSpec('digits-cnn'), slower, digits]) {
  const { run } = await client.call('runs.start', { spec });
  while (!isFinished((await client.call('runs.show', { run })).state)) {
    await new Promise((later) => setTimeout(later, 100));
  }
}
client.close();

const browser = await chromium.launch({
  executablePath,
  args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
for (const [name, route, colorScheme] of [
  ['run', '/runs/4', 'light'],
  ['compare', '/compare?runs=4,3,2', 'dark'],
  ['runs', '/runs', 'light'],
] as const) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme });
  const page = await context.newPage();
  await page.goto(`${serve.address.url}${route}`);
  await page.locator('canvas, [role="row"]').first().waitFor();
  // Every curve is drawn once the page asks for nothing more.
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(target, `${name}.png`) });
  await context.close();
}
await browser.close();
await serve.stop();
folder.remove();
