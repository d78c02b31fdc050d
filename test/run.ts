/**
 * `npm test`: builds the window, runs the unit, store, worker, contract and double-of-Electron tests, then the
 * browser tests, and closes with one line over all of them: `N passed, M failed, K skipped`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findBrowser } from './support/find-browser.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const root = resolve(import.meta.dirname, '..');
const reports = mkdtempSync(join(tmpdir(), 'descent-test-'));

const built = npx(['electron-vite', 'build', '--logLevel', 'warn']);
const tallies = [built ? null : failure('the build'), runVitest(), runPlaywright()];
rmSync(reports, { recursive: true, force: true });

const total = { passed: 0, failed: 0, skipped: 0 };
for (const tally of tallies) {
  if (tally === null) continue;
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function runVitest(): Tally {
  const report = join(reports, 'vitest.json');
  const ok = npx([
    ...['vitest', 'run', '--config', 'test/vitest.config.ts'],
    ...['--reporter', 'default', '--reporter', 'json', '--outputFile.json', report],
  ]);
  return readTally('vitest', ok, () => {
    // Vitest's JSON reporter writes Jest's shape.
    const json = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number | boolean>;
    const count = (name: string): number => Number(json[name] ?? 0);
    return {
      passed: count('numPassedTests'),
      failed: count('numFailedTests'),
      skipped: count('numPendingTests') + count('numTodoTests'),
    };
  });
}

function runPlaywright(): Tally {
  const browser = findBrowser();
  if (browser === null) {
    console.error(
      'The browser tests need Chromium, Chrome or Edge: install one (Debian: apt-get install chromium).',
    );
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const report = join(reports, 'playwright.json');
  const ok = npx(['playwright', 'test', '--config', 'test/playwright.config.ts', '--reporter', 'list,json'], {
    DESCENT_BROWSER: browser,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  return readTally('playwright', ok, () => {
    const json = JSON.parse(readFileSync(report, 'utf8')) as { stats: Record<string, number> };
    const { expected = 0, flaky = 0, unexpected = 0, skipped = 0 } = json.stats;
    return { passed: expected + flaky, failed: unexpected, skipped };
  });
}

/** A runner that failed without counting a failure (a crash, a leaked process) counts as one. */
function readTally(name: string, ok: boolean, read: () => Tally): Tally {
  try {
    const tally = read();
    return ok || tally.failed > 0 ? tally : { ...tally, failed: 1 };
  } catch {
    return failure(name);
  }
}

function failure(what: string): Tally {
  console.error(`${what} failed before it could count its tests`);
  return { passed: 0, failed: 1, skipped: 0 };
}

function npx(args: readonly string[], env: Readonly<Record<string, string>> = {}): boolean {
  const [command = '', ...rest] = args;
  const file = join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${command}.cmd` : command);
  const result = spawnSync(file, rest, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...env },
  });
  return result.status === 0;
}
