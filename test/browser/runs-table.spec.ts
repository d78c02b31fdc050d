import { seedRuns } from '../support/seed-runs.ts';
import { attach } from '../../src-main/serve/attach.ts';
import { expect, open, test } from '../support/served-page.ts';
import { forSteps, sampleSpec } from '../support/training.ts';

test.describe('the table of runs, while new ones arrive', () => {
  test('what is read and chosen stays in its place; at the top the newest comes first', async ({
    page,
    serve,
    data,
  }) => {
    await serve.whileStopped(() => seedRuns(data, 120, sampleSpec('iris')));
    await open(page, serve.current, '/runs');
    const grid = page.getByRole('grid');
    const rowOf = (name: string) =>
      grid.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
    await expect(rowOf('run 120')).toBeVisible();
    const client = await attach(serve.current.address);
    const start = () => client.call('runs.start', { spec: forSteps('iris', 2) });

    await test.step('the newest stands first', async () => {
      await start();
      await expect(rowOf('iris')).toBeInViewport();
      await expect(grid.getByRole('row').nth(1)).toContainText('#121');
    });

    await test.step('further down nothing moves', async () => {
      await grid.hover();
      await page.mouse.wheel(0, 1500);
      await expect(rowOf('run 80')).toBeVisible();
      await rowOf('run 70').getByRole('checkbox').check();
      const before = await rowOf('run 70').boundingBox();
      await start();
      await start();
      await expect(page.getByText('123 runs')).toBeVisible();
      expect(await rowOf('run 70').boundingBox()).toEqual(before);
      await expect(rowOf('run 70').getByRole('checkbox')).toBeChecked();
      await expect(grid.getByRole('checkbox', { checked: true })).toHaveCount(1);
    });
    client.close();
  });
});
