import { expect, type Page } from '@playwright/test';

/** What a person does in the window, by the names that are on the screen; the same in a browser and in Electron. */

/** From Home, one click: the sample's run page, training. */
export async function startSample(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: 'Home', exact: true }).last().click();
  await page.getByRole('button', { name: `Start ${title}`, exact: true }).click();
  await expect(page).toHaveURL(/#\/runs\/\d+/);
}

/** Waits on a run's page until the training has ended well. */
export async function waitUntilComplete(page: Page): Promise<void> {
  await expect(stateOf(page)).toHaveText(/Complete/, { timeout: 120_000 });
}

/** The state beside a run's name. */
export function stateOf(page: Page) {
  return page
    .locator('main header')
    .getByText(/^\s*(Waiting|Running|Paused|Complete|Failed|Stopped|Interrupted)\s*$/);
}

/** A chart of the page by its title. */
export function chart(page: Page, title: string) {
  return page
    .getByRole('region', { name: title })
    .or(page.getByRole('figure', { name: title }))
    .first();
}

/** On the Runs page: marks runs by their numbers and compares them. */
export async function compareRuns(page: Page, runs: readonly number[]): Promise<void> {
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  for (const run of runs) {
    await page
      .getByRole('row')
      .filter({ hasText: `#${run}` })
      .getByRole('checkbox')
      .check();
  }
  await page.getByRole('grid').press('c');
  await expect(page).toHaveURL(new RegExp(`#/compare\\?runs=${runs.join(',')}`));
}
