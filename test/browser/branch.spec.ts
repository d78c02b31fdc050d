import type { Page } from '@playwright/test';
import { attach } from '../../src-main/serve/attach.ts';
import { chart, stateOf, waitUntilComplete } from '../support/flows.ts';
import type { ServeProcess } from '../support/serve-process.ts';
import { expect, open, test } from '../support/served-page.ts';
import { sampleSpec } from '../support/training.ts';

async function start(serve: ServeProcess, spec: ReturnType<typeof sampleSpec>): Promise<number> {
  const client = await attach(serve.address);
  try {
    return (await client.call('runs.start', { spec })).run;
  } finally {
    client.close();
  }
}

const regular = { last: 2, best: 1, everySteps: 100, keep: 10 };

/** The middle of a checkpoint's mark on a chart's axis. */
async function placeOf(page: Page, step: string): Promise<{ readonly x: number; readonly y: number }> {
  const pin = chart(page, 'Loss').getByRole('button', { name: `Branch from step ${step}`, exact: true });
  const box = await pin.boundingBox();
  if (box === null) throw new Error('the mark is not shown');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test('a branch begins with a click on the curve at a checkpoint, shares what came before, and is compared from there', async ({
  page,
  serve,
}) => {
  const run = await start(serve.current, { ...sampleSpec('digits-mlp'), checkpoints: regular });
  await open(page, serve.current, `/runs/${run}`);
  await waitUntilComplete(page);

  await test.step('on the curve above the mark, not on the mark itself', async () => {
    const { x, y } = await placeOf(page, '400');
    await page.mouse.click(x, y - 90);
    const dialog = page.getByRole('dialog', { name: `Branch of run #${run}` });
    await expect(dialog.getByRole('combobox', { name: 'From the checkpoint at' })).toContainText('Step 400');
    await expect(dialog).toContainText('the same bits will come out');
    await dialog.getByRole('textbox', { name: 'Optimizer · Learning rate η' }).fill('-1');
    await expect(dialog).toContainText('has to be above 0');
    await expect(dialog.getByRole('button', { name: 'Start the branch' })).toBeDisabled();
    await dialog.getByRole('textbox', { name: 'Optimizer · Learning rate η' }).fill('0.02');
    await expect(dialog).toContainText('One setting is changed.');
    await dialog.getByRole('button', { name: 'Start the branch' }).click();
  });

  await test.step('the page of the branch shows the whole curve and where it comes from', async () => {
    await expect(page).toHaveURL(/#\/runs\/2/);
    await waitUntilComplete(page);
    await expect(page.getByRole('link', { name: 'branch of #1 at step 400' })).toBeVisible();
    await page.getByRole('tab', { name: /Lineage/ }).click();
    const lineage = page.getByRole('region', { name: 'Where it comes from and what came of it' });
    await expect(lineage).toContainText('Learning rate η: 0.002 → 0.02');
    await lineage.getByRole('link', { name: 'Compare' }).click();
  });

  await test.step('both side by side from the fork on', async () => {
    await expect(page).toHaveURL(/compare\?runs=1,2/);
    await expect(page.getByText('Shown from step 400 on, where these runs part.')).toBeVisible();
    await page.getByRole('button', { name: 'Show what they share, too' }).click();
    await expect(page.getByRole('button', { name: 'From the fork at step 400' })).toBeVisible();
  });
});

test('checkpoints are listed with their sizes and reasons, deleted, and a run is verified and trained again', async ({
  page,
  serve,
}) => {
  const run = await start(serve.current, { ...sampleSpec('iris'), checkpoints: regular });
  await open(page, serve.current, `/runs/${run}?tab=details`);
  const checkpoints = page.getByRole('region', { name: 'Checkpoints' }).first();
  await expect(checkpoints.getByRole('row', { name: /^Step 800/ })).toContainText('Recent');
  await expect(checkpoints.getByRole('row', { name: /^Step 100/ })).toContainText('Regular');
  await checkpoints.getByRole('button', { name: 'Delete the checkpoint at step 100' }).click();
  await expect(page.getByText(/Deleted; .* given back to the disk/)).toBeVisible();
  await expect(checkpoints.getByRole('row', { name: /^Step 100/ })).toHaveCount(0);

  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByText(/Steps \d+ to 800: exact\./)).toBeVisible();

  await page.getByRole('button', { name: 'Train again' }).click();
  const dialog = page.getByRole('dialog', { name: 'Train run #1 again' });
  await expect(dialog).toContainText('the same bits are to be expected');
  await dialog.getByRole('button', { name: 'Train again' }).click();
  await expect(page).toHaveURL(/#\/runs\/2/);
  await waitUntilComplete(page);
  await page.getByRole('tab', { name: 'Details' }).click();
  await expect(page.getByText('Exact: the weights have the same bits as those of')).toBeVisible();
});

test('a killed server offers at its next start to resume what it trained', async ({ page, serve }) => {
  const slow = { ...sampleSpec('digits-mlp'), epochs: 3000, checkpoints: regular };
  const run = await start(serve.current, slow);
  await open(page, serve.current, `/runs/${run}?tab=details`);
  await expect(page.getByRole('row', { name: /^Step [1-9]00/ }).first()).toBeVisible();
  await serve.restart('kill');
  await open(page, serve.current);
  await expect(page.getByText('A training was interrupted when Descent ended:')).toBeVisible();
  await page.getByRole('button', { name: 'Resume it' }).click();
  await expect(page.getByText('A training was interrupted when Descent ended:')).toHaveCount(0);
  await page.goto(`${serve.current.address.url}/runs/${run}`);
  await expect(stateOf(page)).toHaveText(/Running/);
  await page.getByRole('tab', { name: 'Log' }).click();
  await expect(page.getByText(/Resumed from the checkpoint at step \d+00\./).first()).toBeVisible();
});
