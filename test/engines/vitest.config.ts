import { defineConfig } from 'vitest/config';

/** Of the engines that a user may install; see run.ts. Not part of `npm test`, since it downloads them. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/engines/*.test.ts'],
    setupFiles: ['test/support/property-seed.ts', 'test/engines/setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
