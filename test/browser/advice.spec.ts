import type { Page } from '@playwright/test';
import { expect, open, test } from '../support/served-page.ts';

const json = (page: Page) => page.getByRole('textbox', { name: 'Spec as JSON' });
const card = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true });

/** A draft on iris whose learning rate is far too small. */
async function slowDraft(page: Page): Promise<void> {
  await expect(page.getByText('Ready to start')).toBeVisible();
  await page.getByRole('textbox', { name: 'Learning rate η' }).fill('0.00001');
  await expect(json(page)).toHaveValue(/"learningRate": 0\.00001/);
  await expect(page.getByText('Ready to start')).toBeVisible();
}

test('a range test suggests a rate, which goes into the settings; changing them marks the answer as old', async ({
  page,
  serve,
}) => {
  await open(page, serve.current, '/new?sample=iris');
  await slowDraft(page);
  await page.getByRole('button', { name: 'Which learning rate?' }).click();
  const answer = card(page, 'Which learning rate?');
  await expect(answer.getByRole('figure', { name: 'Loss by learning rate' })).toBeVisible();
  await expect(answer.getByText(/^Take 0\.\d+ instead of 0\.00001\.$/)).toBeVisible();
  await expect(answer.getByText(/The loss falls fastest at/)).toBeVisible();

  await test.step('a reload finds the answer again', async () => {
    await page.reload();
    await expect(answer.getByText(/^Take 0\.\d+ instead of 0\.00001\.$/)).toBeVisible();
  });
  await test.step('taken', async () => {
    await answer.getByRole('button', { name: 'Take it into the settings' }).click();
    await expect(answer.getByText('Taken into the settings')).toBeVisible();
    await expect(json(page)).not.toHaveValue(/"learningRate": 0\.00001/);
    await expect(json(page)).toHaveValue(/"learningRate": 0\.\d+/);
  });
  await test.step('old, once another setting is changed', async () => {
    await page.getByRole('textbox', { name: 'Learning rate η' }).fill('0.5');
    await expect(answer.getByText('Settings have changed since')).toBeVisible();
    await answer.getByRole('button', { name: 'Close this answer' }).click();
    await expect(answer).toHaveCount(0);
  });
});

test('a race shows its rivals with their curves and says which to take', async ({ page, serve }) => {
  await open(page, serve.current, '/new?sample=iris');
  await slowDraft(page);
  await page.getByRole('button', { name: 'Which optimizer?' }).click();
  const answer = card(page, 'Which optimizer?');
  await expect(answer.getByRole('button', { name: 'Take it into the settings' })).toBeVisible({
    timeout: 60_000,
  });
  await expect(answer.getByText(/^Take .+: on your data it learns clearly faster/)).toBeVisible();
  await expect(answer.getByRole('figure', { name: 'Loss of held-out rows' })).toBeVisible();
  await expect(answer.getByRole('rowheader', { name: /Adam.*\(yours\)/ })).toBeVisible();
  expect(await answer.getByRole('rowheader').count()).toBeGreaterThanOrEqual(3);
  await answer.getByText('By time', { exact: true }).click();
  await expect(answer.getByRole('radio', { name: 'By time' })).toBeChecked();
  await expect(answer.getByRole('figure', { name: 'Loss of held-out rows' })).toBeVisible();
  await answer.getByRole('button', { name: 'Take it into the settings' }).click();
  await expect(json(page)).not.toHaveValue(/"learningRate": 0\.00001/);
  await expect(page.getByText('Ready to start')).toBeVisible();
});

test('the batch size is measured, and a trial is stopped without an answer', async ({ page, serve }) => {
  await open(page, serve.current, '/new?sample=iris');
  await expect(page.getByText('Ready to start')).toBeVisible();
  await page.getByRole('button', { name: 'Which batch size?' }).click();
  const batch = card(page, 'Which batch size?');
  await expect(batch.getByRole('status').first()).toContainText(/batches of|batch/i, { timeout: 60_000 });
  await expect(batch.getByRole('rowheader', { name: '16 (yours)' })).toBeVisible();
  expect(await batch.getByRole('rowheader').count()).toBeGreaterThanOrEqual(3);

  await test.step('stopped', async () => {
    await open(page, serve.current, '/new?sample=digits-cnn');
    await expect(json(page)).toHaveValue(/"kind": "cnn"/);
    await expect(page.getByText('Ready to start')).toBeVisible();
    await page.getByRole('button', { name: 'Which optimizer?' }).click();
    const race = card(page, 'Which optimizer?');
    await race.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(race.getByText('Stopped before it came to an answer.')).toBeVisible();
    await expect(race.getByRole('button', { name: 'Take it into the settings' })).toHaveCount(0);
  });
});
