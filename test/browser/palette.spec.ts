import type { Page } from '@playwright/test';
import { startSample, waitUntilComplete } from '../support/flows.ts';
import { expect, go, open, test } from '../support/served-page.ts';

const field = (page: Page) => page.getByRole('combobox', { name: 'Find a command, run' });
async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
}
const chosen = (page: Page) => page.getByRole('dialog').getByRole('option', { selected: true });

test('the palette reaches actions, runs, settings and the guide by keyboard alone', async ({
  page,
  serve,
}) => {
  await open(page, serve.current);
  await startSample(page, 'Iris flowers');
  await waitUntilComplete(page);

  await test.step('an action of the page, with its keys beside it', async () => {
    await openPalette(page);
    await page.keyboard.type('branch');
    await expect(chosen(page)).toHaveText(/Branch from a checkpoint….*Shift.*R/);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: /branch/i })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
  await test.step('a part of the page', async () => {
    await openPalette(page);
    await page.keyboard.type('params');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('tab', { name: 'Params' })).toHaveAttribute('aria-selected', 'true');
  });
  await test.step('a run by its number, from anywhere, also while a text is typed', async () => {
    await go(page, '/runs');
    await page.getByRole('combobox', { name: /Find/ }).first().focus();
    await openPalette(page);
    await page.keyboard.type('#1');
    await expect(chosen(page)).toHaveText(/iris.*#1/);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/runs\/1$/);
  });
  await test.step('what was used lately comes first', async () => {
    await openPalette(page);
    await expect(chosen(page)).toHaveText(/iris.*#1/);
  });
  await test.step('a part of the settings, and runs that answer a query', async () => {
    await page.keyboard.type('settings eng');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/settings\/engines$/);
    await openPalette(page);
    await page.keyboard.type('metrics.val/loss < 100');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/runs\?q=metrics/);
    await expect(page.getByRole('row', { name: /iris/ })).toBeVisible();
  });
  await test.step('closing it leads back', async () => {
    const rail = page.getByRole('link', { name: 'Charts', exact: true });
    await rail.focus();
    await openPalette(page);
    await page.keyboard.press('Escape');
    await expect(rail).toBeFocused();
  });
});

test('single letters are no shortcuts once they are switched off, in the palette neither', async ({
  page,
  serve,
}) => {
  await open(page, serve.current, '/');
  await openPalette(page);
  await page.keyboard.type('single');
  await page.keyboard.press('Enter');
  await openPalette(page);
  await page.keyboard.type('go to runs');
  await expect(chosen(page)).toHaveText('Go to Runs');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.keyboard.press('Control+/');
  await expect(page.getByText('switched off in the settings')).toBeVisible();
  await expect(page).toHaveURL(/#\/$/);
});
