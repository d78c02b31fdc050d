import { attach } from '../../src-main/serve/attach.ts';
import { seedRuns } from '../support/seed-runs.ts';
import { expect, open, test } from '../support/served-page.ts';
import { sampleSpec } from '../support/training.ts';

test('fifty runs stand side by side: rows are found, runs sorted, moved, hidden, and told apart by their seeds', async ({
  page,
  serve,
  data,
}) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  await serve.whileStopped(() => seedRuns(data, 50, sampleSpec('iris'), 5));
  const runs = Array.from({ length: 50 }, (_, index) => index + 1);
  await open(page, serve.current, `/compare?runs=${runs.join(',')}`);
  const table = page.getByRole('table', { name: 'Compare' });
  await page.getByRole('button', { name: 'Hide curves' }).click();

  await test.step('in a page that is not wider than the window', async () => {
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
  });

  await test.step('only differences are shown, by a word of their name', async () => {
    await expect(table.getByRole('row', { name: /^Optimizer · Learning rate/ })).toBeVisible();
    await expect(table.getByRole('row', { name: /^Batch size/ })).toHaveCount(0);
    await page.getByRole('searchbox', { name: 'Filter rows' }).fill('accuracy');
    await expect(table.getByRole('row', { name: /^Optimizer · Learning rate/ })).toHaveCount(0);
    await expect(table.getByRole('row', { name: /^Accuracy · Validation/ })).toBeVisible();
  });

  await test.step('a row sorts the runs after the baseline by its values', async () => {
    const client = await attach(serve.current.address);
    const { rows } = await client.call('runs.list', { params: [], metrics: ['val/accuracy'] });
    client.close();
    const valueOf = (id: number): number =>
      rows.find((run) => run.id === id)?.metrics['val/accuracy']?.final ?? 0;
    const sorted = [1, ...runs.slice(1).sort((a, b) => valueOf(a) - valueOf(b))];
    await table.getByRole('button', { name: /^Accuracy · Validation/ }).click();
    await expect(page).toHaveURL(new RegExp(`runs=${sorted.join(',')}$`));
  });

  await test.step('the last column comes into view, and the baseline stays', async () => {
    await table.evaluate((element) => {
      element.parentElement?.scrollTo({ left: element.scrollWidth });
    });
    await expect(table.getByRole('columnheader', { name: /run 1 #1/ })).toBeInViewport();
    await expect(table.getByRole('columnheader')).not.toHaveCount(51);
  });

  await test.step('a column becomes the baseline, another is hidden and comes back', async () => {
    await page
      .getByRole('button', { name: /^Column of run .* #/ })
      .last()
      .click();
    await page.getByRole('menuitem', { name: 'Hide' }).click();
    await page.getByRole('button', { name: 'Show the hidden run' }).click();
    await expect(page.getByRole('button', { name: 'Show the hidden run' })).toHaveCount(0);
    await page
      .getByRole('button', { name: /^Column of run .* #/ })
      .last()
      .click();
    await page.getByRole('menuitem', { name: 'Make it the baseline' }).click();
    await expect(page).not.toHaveURL(/runs=1,/);
  });

  await test.step('settings are held against each other by their five seeds', async () => {
    await open(page, serve.current, '/compare?runs=1,6');
    await page.getByRole('tab', { name: 'Better, or chance?' }).click();
    await expect(page).toHaveURL(/tab=chance/);
    await expect(page.getByRole('list', { name: 'Which is better' })).toContainText('95 % interval');
    const groups = page.getByRole('region', { name: 'Groups of the same settings' });
    await expect(groups.getByRole('img', { name: /^5 values/ })).toHaveCount(2);
  });
});
