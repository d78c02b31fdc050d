import { join } from 'node:path';
import { attach } from '../serve/attach.ts';
import { openBrowser, writeOpeningPage } from '../serve/open-browser.ts';
import { findAppBrowser, openAppWindow, type OpenedWindow } from './app-browser.ts';
import { ServeEnded, startServe, type ServeAddress, type ServeChild } from './serve-child.ts';
import { proveServed } from './smoke.ts';

export interface ServedOptions {
  readonly root: string;
  readonly data: string | undefined;
  readonly open: boolean;
  readonly isRoot: boolean;
  readonly say: (line: string) => void;
}

/** Opens the app from `serve` and stays until it ends. Resolves to the exit code. */
export async function openServed({ root, data, open, isRoot, say }: ServedOptions): Promise<number> {
  const serve = await start(root, data);
  if (typeof serve === 'number') return serve;
  const { address } = serve;
  if (!serve.serves) say(`Descent is running on this data already (process ${address.pid}).`);
  const window = open ? openWindow(address, isRoot, say) : null;
  say(`Descent ${address.version} on ${address.dataDir}\n\n  ${address.url}\n`);
  if (!serve.serves) {
    window?.release();
    say('It ends where it was started; this start is done.');
    return serve.ended;
  }
  say(window?.closed ? 'Closing its window, or Ctrl+C, ends it.' : 'Ctrl+C ends it.');
  void serve.ended.then(() => window?.close());
  void window?.closed?.then(async () => {
    if (await isIdle(address)) serve.end();
    else say('Runs go on training. The address above shows them; Ctrl+C ends them with a checkpoint.');
  });
  return serve.ended;
}

/** Proves that the app can be used from `serve`, prints one line, ends it. Resolves to the exit code. */
export async function smokeServed(
  root: string,
  data: string | undefined,
  say: (line: string) => void,
): Promise<number> {
  const serve = await start(root, data);
  if (typeof serve === 'number') return serve;
  try {
    await proveServed(serve.address);
    process.stdout.write(`Descent is ready from serve after ${Math.round(performance.now())} ms\n`);
    return 0;
  } catch (thrown) {
    say(`Descent cannot be used: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return 1;
  } finally {
    serve.end();
    await serve.ended;
  }
}

async function start(root: string, data: string | undefined): Promise<ServeChild | number> {
  try {
    return await startServe(root, data);
  } catch (thrown) {
    if (thrown instanceof ServeEnded) return thrown.exitCode === 0 ? 1 : thrown.exitCode;
    throw thrown;
  }
}

/** In an app window of an installed Chromium-like browser, else in the default browser. */
function openWindow(
  address: ServeAddress,
  isRoot: boolean,
  say: (line: string) => void,
): OpenedWindow | null {
  const { url, dataDir } = address;
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    say('There is no display: open the address below in a browser on this computer.');
    return null;
  }
  const browser = findAppBrowser();
  if (browser === null) {
    openBrowser(url, dataDir);
    return null;
  }
  const page = writeOpeningPage(url, dataDir);
  return openAppWindow(browser, { page, profile: join(dataDir, 'browser'), isRoot });
}

/** Whether a closed window may end the app, as in a desktop app: no run is in progress or waiting. */
async function isIdle(address: ServeAddress): Promise<boolean> {
  try {
    const client = await attach(address);
    const { running, waiting } = await client.call('system.load', {});
    client.close();
    return running + waiting === 0;
  } catch {
    // It is ending already.
    return true;
  }
}
