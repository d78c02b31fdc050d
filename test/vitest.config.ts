import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/{unit,store,worker,contract,electron}/**/*.test.ts', 'test/*.test.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    // Workers and databases are real: a generous limit that only a hang can reach.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The same for what is waited for.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
