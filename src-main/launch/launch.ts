import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, isBuilt } from './build.ts';
import { fetchElectron, findElectron } from './electron-binary.ts';
import { runElectron } from './electron-child.ts';
import { electronObstacle } from './electron-obstacle.ts';
import { launchHelp, parseLaunchOptions, type LaunchOptions } from './options.ts';
import { openServed, smokeServed } from './served-app.ts';

const root = resolve(import.meta.dirname, '..', '..');
const isRoot = process.getuid?.() === 0;

/**
 * Opens Descent: builds what is missing, then the desktop app; where that cannot run, says why in one line and opens
 * the same app from `serve`. Resolves to the exit code.
 */
export async function launch(args: readonly string[]): Promise<number> {
  const options = parseLaunchOptions(args);
  if (typeof options === 'string') {
    say(options);
    return 2;
  }
  if (options.help) {
    process.stdout.write(`${launchHelp}\n`);
    return 0;
  }
  if (!isBuilt(root)) {
    say('Building the window (once; about ten seconds) …');
    try {
      await build(root);
    } catch (thrown) {
      say(`Descent cannot start: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      return 1;
    }
  }
  if (!options.smoke || options.data !== undefined) return open(options);
  // A proof leaves nothing behind.
  const data = mkdtempSync(join(tmpdir(), 'descent-smoke-'));
  try {
    return await open({ ...options, data });
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function open(options: LaunchOptions): Promise<number> {
  const executable = options.open ? await electron() : null;
  if (executable !== null) {
    const code = await openElectron(executable, options);
    if (code !== null) return code;
  }
  return options.smoke ? smokeServed(root, options.data, say) : openServed({ root, ...options, isRoot, say });
}

/** The executable where it is there, or can be fetched, and can open a window; else null, and it is said why. */
async function electron(): Promise<string | null> {
  let executable = findElectron(root);
  if (executable === null) {
    const result = await fetchElectron(root, { say });
    if (result.state === 'failed') {
      const once = result.again ? ' It is tried again tomorrow.' : '';
      say(`Electron could not be fetched (${result.reason}): Descent opens in a browser instead.${once}`);
      return null;
    }
    executable = findElectron(root);
  }
  if (executable === null) return null;
  const obstacle = electronObstacle(executable);
  if (obstacle === null) return executable;
  say(`Electron cannot open a window (${obstacle}): Descent opens in a browser instead.`);
  return null;
}

/** The app's exit code; null where it ended before its window was there, without a reason of Descent's own. */
async function openElectron(executable: string, { data, smoke }: LaunchOptions): Promise<number | null> {
  const ready = (): void => {
    if (smoke)
      process.stdout.write(`Descent is ready in Electron after ${Math.round(performance.now())} ms\n`);
  };
  const { code, wasReady } = await runElectron({ executable, root, data, smoke, isRoot }, ready);
  // 1 is the app's own refusal, which it has explained; 0 without a window is a second start, which shows the first.
  if (wasReady || code === 0 || code === 1) return smoke && !wasReady ? 1 : (code ?? 130);
  say(
    `Electron ended with ${code ?? 'a signal'} before its window was there: Descent opens in a browser instead.`,
  );
  return null;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
