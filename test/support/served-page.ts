import { test as base, expect, type Page } from '@playwright/test';
import { startServe, temporaryDirectory, type ServeProcess } from './serve-process.ts';

interface Served {
  /** A data directory of this test's own. */
  readonly data: string;
  /** The real `descent serve` on it; `restart` ends it and starts it again, `whileStopped` does something in between. */
  readonly serve: {
    readonly current: ServeProcess;
    restart(how: 'stop' | 'kill'): Promise<void>;
    whileStopped(change: () => void): Promise<void>;
  };
}

/** A test in a browser on the real `descent serve`. The page has to stay free of errors. */
export const test = base.extend<Served>({
  // Playwright reads which fixtures one needs from the pattern: an empty one needs none.
  // eslint-disable-next-line no-empty-pattern
  data: async ({}, use) => {
    const folder = temporaryDirectory();
    await use(folder.path);
    folder.remove();
  },
  serve: async ({ data }, use) => {
    let current = await startServe(data);
    await use({
      get current() {
        return current;
      },
      restart: async (how) => {
        await current[how]();
        current = await startServe(data);
      },
      whileStopped: async (change) => {
        await current.stop();
        change();
        current = await startServe(data);
      },
    });
    await current.stop();
  },
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      // A connection that is refused or cut off while the server restarts or ends is what the banner is for.
      const isCutOff = /WebSocket (connection|is already in CLOSING)|ERR_CONNECTION_(REFUSED|RESET)/;
      if (message.type() === 'error' && !isCutOff.test(message.text())) errors.push(message.text());
    });
    await use(page);
    expect(errors).toEqual([]);
  },
});

/** Opens the window as its link does. */
export async function open(page: Page, serve: ServeProcess, route = '/'): Promise<void> {
  await page.goto(`${serve.address.url}${route}`);
  const connected = page
    .getByText('Connected', { exact: true })
    .or(page.getByText('已连接', { exact: true }));
  await expect(connected).toBeVisible();
}

/** Goes to another page of the window as a link does, without loading it anew. */
export async function go(page: Page, route: string): Promise<void> {
  await page.evaluate(`window.location.hash = ${JSON.stringify(route)}`);
}

export { expect };
