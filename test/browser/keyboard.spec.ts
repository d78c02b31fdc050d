import type { Page } from '@playwright/test';
import { startSample, waitUntilComplete } from '../support/flows.ts';
import { expect, go, open, test } from '../support/served-page.ts';

const dialog = (page: Page) => page.getByRole('dialog');

/** Opens a dialog by keyboard, closes it by Esc, and the keyboard is where it was. */
async function opensAndCloses(page: Page, opener: ReturnType<Page['getByRole']>): Promise<void> {
  await opener.focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toBeVisible();
  await expect(page.locator('[role="dialog"]:focus, [role="dialog"] :focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(opener).toBeFocused();
}

test('Esc closes every dialog, and the focus goes back to what opened it', async ({ page, serve }) => {
  await open(page, serve.current);
  await startSample(page, 'Iris flowers');
  await waitUntilComplete(page);

  await test.step('the list of shortcuts', async () => {
    await opensAndCloses(page, page.getByRole('button', { name: 'Keyboard shortcuts' }));
  });
  await test.step('the columns of the table, and the name in a row', async () => {
    await go(page, '/runs');
    await opensAndCloses(page, page.getByRole('button', { name: 'Columns' }));
    await page.getByRole('row', { name: /iris/ }).getByRole('rowheader').focus();
    await page.keyboard.press('F2');
    await expect(page.getByRole('grid').getByRole('textbox')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('row', { name: /iris/ }).getByRole('rowheader')).toBeFocused();
  });
  await test.step('emptying the trash', async () => {
    await page.keyboard.press('Delete');
    await go(page, '/settings');
    await opensAndCloses(page, page.getByRole('button', { name: 'Empty the trash' }));
  });
  await test.step('removing a file', async () => {
    await go(page, '/data');
    await page
      .locator('input[type="file"]')
      .first()
      .setInputFiles({ name: 'line.csv', mimeType: 'text/csv', buffer: Buffer.from('x,y\n1,2\n2,4\n3,6\n') });
    await opensAndCloses(page, page.getByRole('button', { name: 'Remove' }));
  });
  await test.step('several runs of a draft', async () => {
    await go(page, '/new?sample=iris');
    await expect(page.getByText('Ready to start')).toBeVisible();
    await opensAndCloses(page, page.getByRole('button', { name: 'Start several' }));
  });
});

test('while other data is chosen nothing can be started, and Esc leads back to the form', async ({
  page,
  serve,
}) => {
  await open(page, serve.current, '/new?sample=iris');
  await expect(page.getByText('Ready to start')).toBeVisible();
  const other = page.getByRole('button', { name: 'Other data' });
  await other.click();
  await expect(page.getByRole('heading', { name: 'What do you want to learn from?' })).toBeFocused();
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toHaveCount(0);
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Escape');
  await expect(other).toBeFocused();
  await expect(page).toHaveURL(/#\/new$/);
  await other.click();
  await page.getByRole('button', { name: 'wine.csv' }).click();
  await expect(page.getByText('178 rows')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeEnabled();
});

test('an address of a sample or a run that there is not says so and lets one choose', async ({
  page,
  serve,
}) => {
  await open(page, serve.current, '/new?sample=unknown');
  await expect(page.getByRole('alert')).toContainText(
    'There is no sample called “unknown”. There are: linear-',
  );
  await go(page, '/new?from=77');
  await expect(page.getByRole('alert')).toContainText('There is no run 77');
  await page.getByRole('button', { name: 'iris.csv' }).click();
  await expect(page.getByText('Ready to start')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await go(page, '/new?sample=unknown');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('textbox', { name: 'Spec as JSON' })).toHaveValue(/iris\.csv/);
});
