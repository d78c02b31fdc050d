import { seedSweep } from '../support/seed-sweep.ts';
import { expect, open, test } from '../support/served-page.ts';

test('sweeps that are ticked in the list stand side by side, and are looked at as the last one was', async ({
  page,
  serve,
  data,
}) => {
  await serve.whileStopped(() => {
    seedSweep(data, { trials: 40, name: 'narrow', seed: 1 });
    seedSweep(data, { trials: 60, name: 'wide', seed: 2, workers: 3 });
  });
  await open(page, serve.current, '/sweeps');
  await page.getByLabel('Choose narrow for a comparison').check();
  await expect(page.getByRole('button', { name: 'Compare', exact: true })).toBeDisabled();
  await page.getByLabel('Choose wide for a comparison').check();
  await page.getByRole('button', { name: 'Compare 2' }).click();

  await expect(page).toHaveURL(/#\/sweeps\/compare\?sweeps=1,2$/);
  for (const title of ['Best so far', 'Parallel coordinates', 'Loss by width']) {
    await expect(page.getByRole('figure', { name: title })).toBeVisible();
  }
  await expect(page.getByRole('link', { name: 'narrow' })).toBeVisible();
  await page.getByText('Time', { exact: true }).last().click();

  await page.getByRole('link', { name: 'wide' }).click();
  await expect(page).toHaveURL(/#\/sweeps\/2$/);
  await expect(page.getByRole('radio', { name: 'Time' })).toBeChecked();
  await expect(page.getByRole('heading', { name: 'Contour' })).toBeVisible();
});

test('a drag along an axis chooses among all trials, and what is drawn is said', async ({
  page,
  serve,
  data,
}) => {
  await serve.whileStopped(() => {
    seedSweep(data, { trials: 600 });
  });
  await open(page, serve.current, '/sweeps/1');
  const parallel = page.getByRole('figure', { name: 'Parallel coordinates' });
  await expect(page.getByText('The best 200 of 600 trials').last()).toBeVisible();
  await page.getByRole('button', { name: 'Draw all 600' }).click();
  await expect(page.getByRole('button', { name: 'Draw the best 200' })).toBeVisible();
  const handle = parallel.locator('rect').first();
  await handle.scrollIntoViewIfNeeded();
  const box = await handle.boundingBox();
  if (box === null) throw new Error('there is no axis');
  await page.mouse.move(box.x + box.width / 2, box.y + 4);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 3, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByText(/^\d+ trials chosen$/)).toBeVisible();
  await page.getByRole('button', { name: 'Show all', exact: true }).click();
  await expect(page.getByText(/trials chosen$/)).toBeHidden();
});
