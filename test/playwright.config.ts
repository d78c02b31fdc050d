import { defineConfig } from '@playwright/test';
import { findBrowser } from './support/find-browser.ts';

/** Browser specs drive the real `descent serve` in an installed browser; electron specs the real window. */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  fullyParallel: false,
  workers: 1,
  reporter: 'list',
  projects: [
    {
      name: 'browser',
      testMatch: 'browser/**/*.spec.ts',
      use: {
        viewport: { width: 1440, height: 900 },
        launchOptions: {
          ...executable(),
          args: [
            ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      },
    },
    { name: 'electron', testMatch: 'electron/**/*.spec.ts' },
  ],
});

function executable(): { executablePath?: string } {
  const path = findBrowser();
  return path === null ? {} : { executablePath: path };
}
