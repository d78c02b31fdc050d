import { resolve } from 'node:path';
import { _electron, test as base, expect, type ElectronApplication, type Page } from '@playwright/test';
import { findElectron } from '../../src-main/launch/electron-binary.ts';
import { electronObstacle } from '../../src-main/launch/electron-obstacle.ts';
import { temporaryDirectory } from '../support/serve-process.ts';

const root = resolve(import.meta.dirname, '..', '..');
const executable = findElectron(root);

/** Why the real window cannot be tested here; null where it can. */
export const obstacle =
  executable === null ? "Electron's binary is not installed" : electronObstacle(executable);

interface Opened {
  /** A data directory of this test's own. */
  readonly data: string;
  /** The real desktop app on it; `restart` ends it and starts it again. */
  readonly desktop: {
    readonly app: ElectronApplication;
    readonly page: Page;
    restart(): Promise<void>;
  };
}

/** A test in the real window of the built app. */
export const test = base.extend<Opened>({
  // Playwright reads which fixtures one needs from the pattern: an empty one needs none.
  // eslint-disable-next-line no-empty-pattern
  data: async ({}, use) => {
    const folder = temporaryDirectory();
    await use(folder.path);
    folder.remove();
  },
  desktop: async ({ data }, use) => {
    let opened = await open(data);
    await use({
      get app() {
        return opened.app;
      },
      get page() {
        return opened.page;
      },
      restart: async () => {
        await opened.app.close();
        opened = await open(data);
      },
    });
    await opened.app.close();
  },
});

async function open(data: string): Promise<{ app: ElectronApplication; page: Page }> {
  if (executable === null) throw new Error('a test without Electron has to be skipped');
  const app = await _electron.launch({
    executablePath: executable,
    args: [root, '--data', data, '--lang=en', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  const page = await app.firstWindow();
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
  return { app, page };
}

export { expect };
