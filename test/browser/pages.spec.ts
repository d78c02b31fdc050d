import AxeBuilder from 'axe-core';
import type { Page } from '@playwright/test';
import { seedRuns } from '../support/seed-runs.ts';
import { reportOfEverything } from '../support/reports.ts';
import { expect, go, open, test } from '../support/served-page.ts';
import { startSweep, sweepEnded } from '../support/sweeps.ts';
import { sampleSpec } from '../support/training.ts';
import { attach } from '../../src-main/serve/attach.ts';

/** Pages with something on them, once the data below is there. */
const pages = [
  '/',
  '/runs',
  '/runs?trashed=1',
  '/runs/1',
  '/runs/999',
  '/runs/1?tab=predict',
  '/runs/1?tab=results',
  '/runs/1?tab=params',
  '/runs/1?tab=log',
  '/runs/1?tab=details',
  '/compare?runs=1,2',
  '/compare?runs=3,4&tab=chance',
  '/compare?runs=1,3&tab=evaluation',
  '/compare?runs=1,3&tab=predictions',
  '/compare',
  '/data',
  '/new',
  '/new?sample=digits-cnn',
  '/guide',
  '/guide/training-strategies',
  '/families/1',
  '/sweeps',
  '/sweeps/1',
  '/charts',
  '/reports',
  '/reports/1',
  '/settings',
  '/nowhere',
];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds wrong with the page as it is. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AxeBuilder.source);
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(' | ')}`);
}

for (const [scheme, width, height, locale] of [
  ['light', 1440, 900, 'en-US'],
  ['dark', 1024, 700, 'zh-CN'],
] as const) {
  test.describe(`every page, ${scheme}, ${width} × ${height}, ${locale}`, () => {
    test.use({ colorScheme: scheme, viewport: { width, height }, locale });

    test('is whole, without violations of accessibility, and not wider than the window', async ({
      page,
      serve,
    }) => {
      const client = await attach(serve.current.address);
      for (const name of ['iris', 'linear-regression']) {
        const { run } = await client.call('runs.start', { spec: sampleSpec(name) });
        await expect
          .poll(async () => (await client.call('runs.show', { run })).state, { timeout: 60_000 })
          .toBe('complete');
      }
      const { family } = await client.call('families.start', {
        spec: sampleSpec('wine'),
        kind: 'folds',
        size: 2,
      });
      await expect
        .poll(async () => (await client.call('families.show', { family })).state, { timeout: 60_000 })
        .toBe('complete');
      const sweep = await startSweep(client, {
        trials: 4,
        objective: { metric: 'val/loss' },
        training: { ...sampleSpec('iris'), epochs: 5 },
        space: {
          'optimizer.learningRate': { type: 'float', low: 0.01, high: 0.5, log: true },
          batchSize: { type: 'categorical', choices: [16, 32] },
        },
      });
      await sweepEnded(client, sweep);
      await client.call('reports.create', { name: 'Of everything', document: reportOfEverything });
      client.close();
      await open(page, serve.current);
      for (const route of pages) {
        await go(page, route);
        await expect(page.locator('main h1, main h2').first()).toBeVisible();
        // What is asked for has come.
        await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
        const overflow = await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect([route, overflow]).toEqual([route, 0]);
        expect([route, await violations(page)]).toEqual([route, []]);
      }
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('option').first()).toBeVisible();
      expect(['the palette', await violations(page)]).toEqual(['the palette', []]);
    });
  });
}

test('ten thousand runs: the table opens, sorts and scrolls to its end', async ({ page, data, serve }) => {
  await serve.current.stop();
  seedRuns(data, 10_000, sampleSpec('iris'));
  await serve.restart('stop');
  await open(page, serve.current, '/runs');
  await expect(page.getByRole('row', { name: /run 10000/ })).toBeVisible();
  await expect(page.getByText('10,000 runs')).toBeVisible();
  await page.getByRole('grid').press('End');
  await page.getByRole('grid').press('Control+End');
  await expect(page.getByRole('row', { name: /run 1\b/ })).toBeVisible();
  expect(await page.getByRole('row').count()).toBeLessThan(200);
  await page.getByRole('combobox', { name: /Find/ }).fill('run 777 ');
  await expect(page.getByRole('row', { name: /run 777\b/ })).toBeVisible();
});

test('names that try to be code stay text everywhere', async ({ page, serve }) => {
  const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
  const client = await attach(serve.current.address);
  const { run } = await client.call('runs.start', {
    spec: { ...sampleSpec('iris'), name: evil.slice(0, 200), tags: ['"><svg onload=window.hacked=1>'] },
  });
  await client.call('runs.setNotes', {
    run,
    notes: `${evil}\n\n[link](javascript:window.hacked=1) ![x](https://example.invalid/x.png)`,
  });
  await expect.poll(async () => (await client.call('runs.show', { run })).state).toBe('complete');
  client.close();
  await open(page, serve.current);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).host));
  for (const route of ['/', '/runs', `/runs/${run}`, `/runs/${run}?tab=details`, `/compare?runs=${run}`]) {
    await go(page, route);
    await expect(page.locator('main')).toContainText('<img src=x');
    expect(await page.evaluate<boolean>(`'hacked' in window`)).toBe(false);
  }
  expect([...new Set(asked)]).toEqual([new URL(serve.current.address.url).host]);
});
