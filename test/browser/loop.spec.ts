import { chart, compareRuns, startSample, stateOf, waitUntilComplete } from '../support/flows.ts';
import { attach } from '../../src-main/serve/attach.ts';
import { expect, open, test } from '../support/served-page.ts';

test('the whole loop: train two samples, watch, reload in the middle, compare, restart, find everything', async ({
  page,
  serve,
}) => {
  await open(page, serve.current);
  await expect(page.getByRole('heading', { name: 'Train your first model' })).toBeVisible();

  await test.step('iris with one click', async () => {
    await startSample(page, 'Iris flowers');
    await waitUntilComplete(page);
    await expect(chart(page, 'Loss').locator('canvas').first()).toBeVisible();
  });

  await test.step('digits-mlp, adjusted so that it takes a while; its curve moves while it trains', async () => {
    await page.getByRole('link', { name: 'Home', exact: true }).last().click();
    await page
      .getByRole('article')
      .or(page.getByRole('listitem'))
      .filter({ hasText: 'Digits, dense network' })
      .getByRole('link', { name: /Adjust first/ })
      .click();
    await page.getByRole('textbox', { name: 'Train for', exact: true }).fill('800');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(page).toHaveURL(/#\/runs\/2/);
    await expect(stateOf(page)).toHaveText(/Running/);
    const loss = chart(page, 'Loss');
    await expect(loss).toContainText('Validation');
    const before = await loss.locator('canvas').first().screenshot();
    await expect
      .poll(async () => before.equals(await loss.locator('canvas').first().screenshot()))
      .toBe(false);
  });

  await test.step('reloaded in the middle, the page shows the run as it goes on', async () => {
    await page.reload();
    await expect(stateOf(page)).toHaveText(/Running/);
    await expect(chart(page, 'Loss')).toContainText('Training');
    await waitUntilComplete(page);
  });

  await test.step('both side by side', async () => {
    await compareRuns(page, [1, 2]);
    await expect(chart(page, 'Accuracy · Validation')).toContainText('iris');
    await expect(chart(page, 'Accuracy · Validation')).toContainText('digits-mlp');
    const table = page.getByRole('table', { name: 'Compare' });
    await expect(table.getByRole('row', { name: /^Model (linear|mlp)/ })).toContainText('linear');
    await expect(table.getByRole('row', { name: /^Model (linear|mlp)/ })).toContainText('mlp');
    // Flowers and digits are no contest.
    const accuracy = table.getByRole('row', { name: /Accuracy · Validation/ });
    await expect(accuracy).toContainText('other data');
    await expect(accuracy.getByRole('img', { name: /best/i })).toHaveCount(0);
  });

  await test.step('after a restart everything is there again', async () => {
    await serve.restart('stop');
    await open(page, serve.current, '/runs');
    await expect(page.getByRole('row').filter({ hasText: 'iris' })).toContainText('Complete');
    await page.getByRole('link', { name: /digits-mlp/ }).click();
    await expect(stateOf(page)).toHaveText(/Complete/);
    await expect(chart(page, 'Accuracy')).toContainText('Validation');
  });
});

test('a run that a crash cut off is shown as interrupted and goes on from its checkpoint', async ({
  page,
  serve,
}) => {
  await open(page, serve.current, '/new?sample=iris');
  await page.getByRole('textbox', { name: 'Train for', exact: true }).fill('100000');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(stateOf(page)).toHaveText(/Running/);
  await expect(chart(page, 'Loss')).toContainText('Training');
  const checkpointStep = async (): Promise<number> => {
    const client = await attach(serve.current.address);
    const { checkpoints } = await client.call('runs.show', { run: 1 });
    client.close();
    return checkpoints.at(-1)?.step ?? 0;
  };
  await expect.poll(checkpointStep).toBeGreaterThan(0);
  await serve.restart('kill');
  await open(page, serve.current, '/runs/1');
  await expect(stateOf(page)).toHaveText(/Interrupted/);
  await expect(chart(page, 'Loss')).toContainText('Training');
  const from = await checkpointStep();
  expect(from).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(stateOf(page)).toHaveText(/Running/);
  await page.getByRole('tab', { name: 'Log' }).click();
  await expect(page.getByText(`Resumed from the checkpoint at step ${from}.`)).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(stateOf(page)).toHaveText(/Stopped/);
  expect(await checkpointStep()).toBeGreaterThan(from);
});

test('pause, resume and stop do what they say', async ({ page, serve }) => {
  await open(page, serve.current, '/new?sample=iris');
  await page.getByRole('textbox', { name: 'Train for', exact: true }).fill('100000');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(stateOf(page)).toHaveText(/Paused/);
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(stateOf(page)).toHaveText(/Running/);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(stateOf(page)).toHaveText(/Stopped/);
});

test('linear regression shows what was learned beside the closed form, and predicts', async ({
  page,
  serve,
}) => {
  await open(page, serve.current);
  await startSample(page, 'Linear regression');
  await waitUntilComplete(page);
  await page.getByRole('tab', { name: 'Results' }).click();
  await expect(page.getByText(/1,000 iterations were too few/)).toBeVisible();
  await expect(page.getByRole('row', { name: /x1/ })).toBeVisible();
  await page.getByRole('tab', { name: 'Predict' }).click();
  await expect(page.getByLabel('x1')).toHaveValue('0.5');
  await expect(page.getByLabel('x2')).toHaveValue('1.5');
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Answer' })).toContainText(/[−\d]\.\d/);
});
