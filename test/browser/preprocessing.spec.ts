import { waitUntilComplete } from '../support/flows.ts';
import { expect, open, test } from '../support/served-page.ts';

const csv = [
  'when,price,colour,kind',
  ...Array.from(
    { length: 60 },
    (_, i) => `2024-0${(i % 9) + 1}-15,${i * i},${['red', 'blue'][i % 2]},${i < 30 ? 'small' : 'large'}`,
  ),
].join('\n');

test('every step shows what it makes of real rows, and a new category does at prediction what it is set to', async ({
  page,
  serve,
}) => {
  await open(page, serve.current, '/new');
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({ name: 'sales.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await expect(page.getByText('Ready to start')).toBeVisible();
  const part = page.getByRole('region', { name: 'Preprocessing' });
  // Dates were found, and are taken apart first.
  await expect(part.getByText('Parts of a date')).toBeVisible();
  await part.getByRole('button', { name: 'Add a step' }).click();
  await page.getByRole('menuitem', { name: 'Clip' }).click();
  await expect(part.getByText(/Clipping needs a limit/)).toBeVisible();
  await part.getByRole('textbox', { name: 'Upper limit' }).fill('1');
  await expect(page.getByText('Ready to start')).toBeVisible();
  const dates = part.getByRole('listitem').first();
  await dates.getByText('Before and after').click();
  await expect(dates.getByRole('group', { name: 'Parts of a date: Before' })).toContainText('2024-01-15');
  await expect(dates.getByRole('group', { name: 'Parts of a date: After' })).toContainText('when weekday');
  await part.getByRole('combobox', { name: 'Unseen at prediction' }).selectOption('own');
  const json = page.getByRole('textbox', { name: 'Spec as JSON' });
  await expect(json).toHaveValue(/"unseen": "own"/);
  await json.fill((await json.inputValue()).replace(/"epochs": \d+/, '"epochs": 5'));
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await waitUntilComplete(page);
  await page.getByRole('tab', { name: 'Predict' }).click();
  await page.getByLabel('when').fill('soon');
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await expect(page.getByText('"soon" is not a date', { exact: false })).toBeVisible();
});
