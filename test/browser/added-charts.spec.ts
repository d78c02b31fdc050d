import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Page } from '@playwright/test';
import { seedRuns } from '../support/seed-runs.ts';
import { chart } from '../support/flows.ts';
import { expect, open, test } from '../support/served-page.ts';
import { sampleSpec } from '../support/training.ts';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

const runs = 24;

/** What a chart draws, from the CSV that its menu saves. */
async function drawnRows(page: Page, title: string | RegExp): Promise<readonly (readonly string[])[]> {
  const figure = page.getByRole('figure', { name: title }).last();
  await figure.getByRole('button', { name: /^More about/ }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save as CSV' }).click(),
  ]);
  const text = readFileSync(await download.path(), 'utf8').trim();
  return text.split('\r\n').map((row) => row.split(','));
}

async function addChart(
  page: Page,
  kind: string,
  choose: (form: ReturnType<Page['getByRole']>) => Promise<void>,
) {
  await page.getByRole('button', { name: 'Add chart' }).click();
  const form = page.getByRole('form', { name: 'Add chart' });
  await form.getByLabel('Kind').selectOption(kind);
  await choose(form);
  await form.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(form).toBeHidden();
}

async function fill(form: ReturnType<Page['getByRole']>, label: string, value: string): Promise<void> {
  await form.getByLabel(label, { exact: true }).fill(value);
  await form.getByLabel(label, { exact: true }).press('Enter');
}

test('charts of every kind are added, draw all runs, and are there again after a reload', async ({
  page,
  serve,
  data,
}) => {
  await serve.whileStopped(() => seedRuns(data, runs, sampleSpec('iris'), 2));
  await open(page, serve.current, '/charts');
  await addChart(page, 'scatter', async (form) => {
    // What is typed is completed as in a query.
    await form.getByLabel('Along the bottom').fill('learn');
    await form.getByRole('option', { name: /params.optimizer.learningRate/ }).click();
    await fill(form, 'Upright', 'metrics.val/loss.min');
  });
  await addChart(page, 'bar', async (form) => {
    await fill(form, 'Value', 'metrics.val/loss');
    await fill(form, 'Group by', 'params.optimizer.learningRate');
  });
  await addChart(page, 'box', (form) => fill(form, 'Value', 'metrics.val/accuracy'));
  await addChart(page, 'histogram', (form) => fill(form, 'Value', 'metrics.batch/loss'));
  await addChart(page, 'contour', async (form) => {
    await fill(form, 'Along the bottom', 'params.optimizer.learningRate');
    await fill(form, 'Upright', 'params.seed');
    await fill(form, 'Shown by colour', 'metrics.val/loss');
  });
  await addChart(page, 'parallel', async () => undefined);
  await addChart(page, 'matrix', async () => undefined);
  await page.reload();
  const scatter = await drawnRows(page, /against/);
  expect(scatter).toHaveLength(runs + 1);
  const bars = await drawnRows(page, /by .*Learning rate/);
  expect(bars.slice(1).every(([, count]) => count === '2')).toBe(true);
  expect(bars).toHaveLength(runs / 2 + 1);
  const bins = await drawnRows(page, /Distribution/);
  expect(bins.slice(1).reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(runs);
  expect(await drawnRows(page, /over .*Seed/)).toHaveLength(runs + 1);
  // Those far below are mounted once they are near.
  const places = page.getByRole('region', { name: 'Over runs' }).locator('.place');
  await places.nth(5).scrollIntoViewIfNeeded();
  expect(await drawnRows(page, /Parallel/)).toHaveLength(runs + 1);
  await places.nth(6).scrollIntoViewIfNeeded();
  expect(await drawnRows(page, /Scatter matrix/)).toHaveLength(runs + 1);
  await page.evaluate(axe.source);
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
  expect(
    found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(' | ')}`),
  ).toEqual([]);
});

test('a brush in a chart chooses runs in all, and they open in the table', async ({ page, serve, data }) => {
  await serve.whileStopped(() => seedRuns(data, runs, sampleSpec('iris')));
  await open(page, serve.current, '/charts');
  await addChart(page, 'scatter', async (form) => {
    await fill(form, 'Along the bottom', 'id');
    await fill(form, 'Upright', 'id');
  });
  const plot = page.getByRole('application', { name: /against.*chart/ });
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  if (box === null) throw new Error('The chart has no plot.');
  await page.mouse.move(box.x + box.width / 2, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 4, box.y + box.height - 60, { steps: 4 });
  await page.mouse.up();
  const chosen = page.getByRole('group', { name: /runs chosen/ });
  await expect(chosen).toBeVisible();
  const count = Number(/\d+/.exec((await chosen.textContent()) ?? '')?.[0]);
  expect(count).toBeGreaterThan(5);
  expect(count).toBeLessThan(runs);
  await chosen.getByRole('button', { name: 'Show in the table' }).click();
  await expect(page).toHaveURL(/#\/runs\?q=id/);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(count + 1));
});

test('charts are moved, resized and removed, and each of it is undone', async ({ page, serve, data }) => {
  await serve.whileStopped(() => seedRuns(data, 4, sampleSpec('iris')));
  await open(page, serve.current, '/charts');
  await addChart(page, 'box', (form) => fill(form, 'Value', 'metrics.val/loss'));
  await addChart(page, 'histogram', (form) => fill(form, 'Value', 'metrics.val/loss'));
  const section = page.getByRole('region', { name: 'Over runs' });
  const titles = section.getByRole('heading', { level: 2, name: /Loss/ });
  await expect(titles).toHaveText([/^Loss/, /^Distribution/]);
  const menu = async (title: string | RegExp, item: string | RegExp): Promise<void> => {
    await chart(page, title as string)
      .getByRole('button', { name: /^More about/ })
      .click(); // names may be patterns
    await page.getByRole('menuitem', { name: item }).click();
  };
  await menu(/^Distribution/, 'Move before');
  await expect(titles).toHaveText([/^Distribution/, /^Loss/]);
  await page.keyboard.press('Control+z');
  await expect(titles).toHaveText([/^Loss/, /^Distribution/]);
  await menu(/^Distribution/, 'Remove chart');
  await expect(titles).toHaveText([/^Loss/]);
  await page.keyboard.press('Control+z');
  await expect(titles).toHaveText([/^Loss/, /^Distribution/]);
});

test('a chart is read with the keyboard', async ({ page, serve, data }) => {
  await serve.whileStopped(() => seedRuns(data, 4, sampleSpec('iris')));
  await open(page, serve.current, '/charts');
  await addChart(page, 'scatter', async (form) => {
    await fill(form, 'Along the bottom', 'params.seed');
    await fill(form, 'Upright', 'metrics.val/loss');
  });
  const plot = page.getByRole('application', { name: /against.*chart/ });
  await plot.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('figure', { name: /against/ })).toContainText('run 4 #4');
  await page.keyboard.press('t');
  await expect(page.getByRole('cell', { name: 'run 4' })).toBeVisible();
  await page.keyboard.press('t');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/runs\/4/);
  await expect(page.getByRole('heading', { name: 'run 4' })).toBeVisible();
});
