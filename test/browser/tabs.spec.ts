import { expect, open, test } from '../support/served-page.ts';

test('another tab of the same browser works without the link, and a stranger to it does not', async ({
  page,
  serve,
  browser,
}) => {
  await open(page, serve.current);
  const address = new URL(serve.current.address.url).origin;
  const other = await page.context().newPage();
  await other.goto(`${address}/#/runs`);
  await expect(other.getByRole('heading', { name: 'Runs', exact: true })).toBeVisible();
  await expect(other.getByText('Connected', { exact: true })).toBeVisible();
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(`${address}/#/runs`);
  await expect(stranger.getByText('This page needs the link with the key')).toBeVisible();
});
