import type { Page } from '@playwright/test';
import { waitUntilComplete } from '../support/flows.ts';
import { expect, go, open, test } from '../support/served-page.ts';

/** A table with a number, a category, a hole, and a target of two classes. */
const csv = [
  'height,colour,kind',
  ...Array.from(
    { length: 60 },
    (_, i) => `${i % 7 === 0 ? '' : 100 + i},${['red', 'blue'][i % 2]},${i < 30 ? 'small' : 'large'}`,
  ),
].join('\n');

async function drop(page: Page, name: string, text: string): Promise<void> {
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}

test('a dropped CSV becomes a training with sensible values and ends well', async ({ page, serve }) => {
  await open(page, serve.current, '/new');
  await drop(page, 'things.csv', csv);
  await expect(page.getByText('Ready to start')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Spec as JSON' })).toHaveValue(/"target": "kind"/);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page).toHaveURL(/#\/runs\/1/);
  await waitUntilComplete(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('things');
  await page.getByRole('tab', { name: 'Predict' }).click();
  await page.getByLabel('height').fill('155');
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Predicted kind' })).toContainText('large');
});

test('a value that cannot be is explained beside its field, and the JSON follows the form', async ({
  page,
  serve,
}) => {
  await open(page, serve.current, '/new?sample=iris');
  const rate = page.getByRole('textbox', { name: /Learning rate/ });
  await rate.fill('0');
  await expect(page.getByText('has to be above 0, not 0').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  await rate.fill('0.02');
  await expect(page.getByText('Ready to start')).toBeVisible();
  const json = page.getByRole('textbox', { name: 'Spec as JSON' });
  await expect(json).toHaveValue(/"learningRate": 0.02/);
  await json.fill((await json.inputValue()).replace('"learningRate": 0.02', '"learningRate": 0.03'));
  await expect(rate).toHaveValue('0.03');
});

for (const [what, text, words] of [
  ['empty', '', /is empty/],
  ['without a header', '1,2,3\n4,5,6\n7,8,9', /has no header/],
  ['with a row too short', 'a,b,target\n1,2,x\n3,4\n5,6,y', /row 2 \(line 3 of the file\) is too short/],
  ['with one class only', 'a,target\n1,x\n2,x\n3,x', /one class only/],
] as const) {
  test(`a CSV ${what} is refused in words, and nothing starts`, async ({ page, serve }) => {
    await open(page, serve.current, '/new');
    await drop(page, 'broken.csv', text);
    await expect(page.getByText(words).first()).toBeVisible();
    await go(page, '/runs');
    await expect(page.getByText('No runs yet')).toBeVisible();
  });
}
