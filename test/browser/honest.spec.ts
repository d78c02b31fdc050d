import { startSample, stateOf, waitUntilComplete } from '../support/flows.ts';
import { expect, go, open, test } from '../support/served-page.ts';

/** The window shows nothing as current that is not, and offers nothing that it cannot do. */

test('an answer steps back when its inputs change, and a number may have a decimal comma', async ({
  page,
  serve,
}) => {
  await open(page, serve.current);
  await startSample(page, 'Iris flowers');
  await waitUntilComplete(page);
  await page.getByRole('tab', { name: 'Predict' }).click();
  const ask = page.getByRole('button', { name: 'Predict', exact: true });
  await ask.click();
  const answer = page.getByRole('region', { name: 'Predicted target' });
  await expect(answer).toContainText(/setosa|versicolor|virginica/);
  await expect(answer).not.toContainText('For earlier inputs');
  const length = page.getByLabel('petal_length_cm');
  await length.fill('1,4');
  await expect(answer).toContainText('For earlier inputs');
  await page.getByLabel('petal_width_cm').fill('0.2');
  await ask.click();
  await expect(answer).toContainText('setosa');
  await expect(answer).not.toContainText('For earlier inputs');
  await length.fill('0x10');
  await expect(page.getByText('has to be a number')).toBeVisible();
  await expect(ask).toBeDisabled();
  await length.fill('1e308');
  await ask.click();
  await expect(answer).toContainText(/too large for a model|gives no number/);
  await expect(answer).not.toContainText('%');
});

test('a Descent that has ended is said to have ended, and nothing of it goes on', async ({ page, serve }) => {
  await open(page, serve.current, '/new?sample=tang-poems');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(stateOf(page)).toHaveText(/Running/);
  await expect(page.getByRole('contentinfo')).toContainText('1 run in progress');
  await serve.current.kill();
  await expect(page.getByText('Descent has ended, or this computer was asleep.')).toBeVisible();
  await expect(page.getByRole('contentinfo')).not.toContainText('in progress');
  await expect(page.getByText('not up to date').first()).toBeVisible();
});

test('keys lead into the table of runs at once, and back out of a start by keyboard', async ({
  page,
  serve,
}) => {
  await open(page, serve.current);
  await page.getByRole('button', { name: 'Start Iris flowers', exact: true }).press('Enter');
  await waitUntilComplete(page);
  await expect(page.locator('body:focus')).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await expect(page.getByRole('row').filter({ hasText: 'iris' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByText('1 selected')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/runs\/1$/);
});

test('a file of the user is removed again, with the runs named that were trained on it', async ({
  page,
  serve,
}) => {
  const rows = Array.from({ length: 50 }, (_, i) => `${(i * 7) % 11},${i}`);
  await open(page, serve.current, '/data');
  const file = page.locator('input[type="file"]').first();
  const bytes = Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 37) % 256));
  await file.setInputFiles({ name: 'cat.csv', mimeType: 'text/csv', buffer: bytes });
  await expect(page.getByRole('alert')).toContainText('cat.csv');
  await expect(page.getByRole('link', { name: /cat\.csv/ })).toHaveCount(0);
  const text = Buffer.from(`a,b\n${rows.join('\n')}\n`);
  await file.setInputFiles({ name: 'line.csv', mimeType: 'text/csv', buffer: text });
  await page.getByRole('link', { name: 'Train on this' }).click();
  await expect(page.getByText('Ready to start')).toBeVisible();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await waitUntilComplete(page);
  await go(page, '/data');
  await page.getByRole('link', { name: /line\.csv/ }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(dialog).toContainText('Run 1 was trained on this file');
  await dialog.getByRole('button', { name: 'Remove anyway' }).click();
  await expect(page.getByRole('link', { name: /line\.csv/ })).toHaveCount(0);
});

test('a table without a usable target opens the form, with what is wrong at its field', async ({
  page,
  serve,
}) => {
  const rows = Array.from({ length: 40 }, (_, i) => `${(i * 7) % 11},${(i * 5) % 13},1`);
  await open(page, serve.current, '/new');
  const text = Buffer.from(`a,b,c\n${rows.join('\n')}\n`);
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({ name: 'flat.csv', mimeType: 'text/csv', buffer: text });
  await expect(page.getByText(/The target "c" is 1 in every row/).first()).toBeVisible();
  await page.getByLabel('Target', { exact: true }).selectOption('b');
  await expect(page.getByText('Ready to start')).toBeVisible();
});
