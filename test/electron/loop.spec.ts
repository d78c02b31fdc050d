import { chart, compareRuns, startSample, stateOf, waitUntilComplete } from '../support/flows.ts';
import { expect, obstacle, test } from './opened-app.ts';

test.skip(obstacle !== null, obstacle ?? '');
// The list of results names no reasons; it is said once, by the process that reads the specs.
if (obstacle !== null && process.env['TEST_WORKER_INDEX'] === undefined) {
  console.log(`The specs of the real Electron window are skipped: ${obstacle}.`);
}

test('the whole loop in the desktop app: train, reload, compare, restart, find everything', async ({
  desktop,
}) => {
  await startSample(desktop.page, 'Iris flowers');
  await waitUntilComplete(desktop.page);
  await expect(chart(desktop.page, 'Loss').locator('canvas').first()).toBeVisible();
  await startSample(desktop.page, 'Digits, dense network');
  await desktop.page.reload();
  await waitUntilComplete(desktop.page);
  await compareRuns(desktop.page, [1, 2]);
  await desktop.restart();
  await desktop.page.getByRole('link', { name: 'Runs', exact: true }).click();
  await desktop.page.getByRole('link', { name: /digits-mlp/ }).click();
  await expect(stateOf(desktop.page)).toHaveText(/Complete/);
});

test('the page has two functions of Descent and nothing of Node', async ({ desktop: { page } }) => {
  // Texts, since tests of the core do not know the names of a browser.
  const names = `['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer']`;
  expect(await page.evaluate(`${names}.filter((name) => name in globalThis)`)).toEqual([]);
  expect(await page.evaluate('Object.keys(descent).sort()')).toEqual(['call', 'subscribe']);
});

test('the page cannot leave, open a window, or reach another machine; https links go to the browser', async ({
  desktop: { app, page },
}) => {
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (url) => void opened.push(url);
  });
  expect(await page.evaluate('open("https://descent.invalid/a") === null')).toBe(true);
  expect(await page.evaluate('open("about:blank") === null')).toBe(true);
  expect(await page.evaluate('fetch("https://descent.invalid/").then(() => true, () => false)')).toBe(false);
  await page.evaluate('location.assign("https://descent.invalid/b")');
  await page.evaluate('location.assign("file:///etc/passwd")');
  await expect
    .poll(() => app.evaluate((): unknown => Reflect.get(globalThis, 'opened')))
    .toEqual(['https://descent.invalid/a', 'https://descent.invalid/b']);
  expect([new URL(page.url()).protocol, app.windows().length]).toEqual(['app:', 1]);
});

test('the page gets no permission', async ({ desktop: { page } }) => {
  for (const name of ['geolocation', 'notifications', 'clipboard-read', 'camera', 'microphone']) {
    const state = await page.evaluate(
      `navigator.permissions.query({ name: '${name}' }).then((found) => found.state)`,
    );
    expect([name, state]).toEqual([name, 'denied']);
  }
});
