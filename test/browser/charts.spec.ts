import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stream } from '../../src-main/base/random.ts';
import { openStore } from '../../src-main/store/open.ts';
import { appendPoints } from '../../src-main/store/tables/points.ts';
import { seedRuns } from '../support/seed-runs.ts';
import { chart } from '../support/flows.ts';
import { expect, open, test } from '../support/served-page.ts';
import { sampleSpec } from '../support/training.ts';

const pointCount = 30_000;

/** Noise with spikes of one point each, which a chart must not lose. */
function noise(): Float64Array {
  const random = stream(7, 'charts');
  return Float64Array.from({ length: pointCount }, (_, index) =>
    index % 997 === 500 ? 50 + random.uniform() : random.uniform(),
  );
}

test('what a chart draws of many points is what brute force finds in all of them', async ({
  page,
  serve,
  data,
}) => {
  const values = noise();
  await serve.whileStopped(() => {
    seedRuns(data, 1, sampleSpec('iris'));
    const store = openStore({ path: join(data, 'descent.db') });
    const steps = values.map((_, index) => index + 1);
    appendPoints(store.db, 1, [{ key: 'noise', steps, times: steps.map((step) => 1e12 + step), values }]);
    store.close();
  });
  await open(page, serve.current, '/runs/1?tab=charts');
  await expect(chart(page, 'noise')).toContainText('points per pixel');
  await chart(page, 'noise').getByRole('button', { name: 'More about noise' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save as CSV' }).click(),
  ]);
  const [head, ...rows] = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(head).toBe('step,noise first,noise min,noise max,noise last');
  const drawn = rows.map((row) => row.split(',').map(Number));
  const edges = drawn.map(([x = 0]) => x);
  const expected = edges.map((edge, index) => {
    const end = edges[index + 1] ?? Number.POSITIVE_INFINITY;
    const bucket = [...values].slice(Math.max(0, edge - 1), end - 1);
    return [edge, bucket[0], Math.min(...bucket), Math.max(...bucket), bucket.at(-1)];
  });
  expect(drawn).toEqual(expected);
});

test('runs are grouped by a setting, and a metric is derived from others', async ({ page, serve, data }) => {
  await serve.whileStopped(() => seedRuns(data, 12, sampleSpec('iris')));
  await open(page, serve.current, '/charts?q=name != "run 12"');
  await expect(page.getByText('11 runs', { exact: true })).toBeVisible();
  await page.getByLabel('Colour by').selectOption('settings');
  await expect(page.getByLabel('Lines')).toHaveValue('mean');
  await page.getByLabel('Derived metric').fill('val/loss -');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('The expression ends too early')).toBeVisible();
  await page.getByLabel('Derived metric').fill('val/loss - batch/loss');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(chart(page, 'val/loss - batch/loss')).toBeVisible();
  await page.getByLabel('Find charts').fill('/accuracy$/');
  await expect(chart(page, 'Accuracy · Validation')).toBeVisible();
  await expect(page.getByRole('region', { name: 'batch', exact: true })).toHaveCount(0);
});
