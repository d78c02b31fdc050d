import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { app, protocol, session, shell, type Session } from 'electron';
import { dataDirectory } from '../base/data-directory.ts';
import { startApp } from './app.ts';
import { debuggingSwitches, parseCommandLine } from './command-line.ts';
import { appScheme, isOwnOrigin, isOwnPage, parseUrl } from './page/origin.ts';
import { lockNavigation } from './page/navigation.ts';
import { ruleSession } from './page/session-rules.ts';
import { appPaths } from './paths.ts';

/**
 * The desktop app begins here: what has to be settled before Electron is ready, in the order in which it matters.
 * Everything after that is in app.ts.
 */
const commandLine = parseCommandLine(process.argv.slice(app.isPackaged ? 1 : 2));
// `npm run dev` serves the page from a port of its own; a package takes no address from outside.
const devUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
const isDevServer = (url: string): boolean =>
  devUrl !== undefined && parseUrl(url)?.host === parseUrl(devUrl)?.host;

app.enableSandbox();
if (app.isPackaged) {
  const found = debuggingSwitches.find((name) => app.commandLine.hasSwitch(name));
  if (found !== undefined) fail(`Descent does not start with --${found}.`);
}
protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

const directory = chosenDirectory();
// Chromium's own files lie beside the database, so that each data directory is one app of its own.
const profile = join(directory, 'electron');
if (makeFolder(profile)) app.setPath('userData', profile);

const rule = (ruled: Session): void =>
  ruleSession(ruled, { isOwn: (url) => isOwnOrigin(url) || isDevServer(url), mayLoad: isDevServer });
app.on('session-created', rule);
app.on('web-contents-created', (_event, contents) => {
  lockNavigation(contents, {
    isAllowed: (url) => isOwnPage(url) || isDevServer(url),
    openExternal: (url) => void shell.openExternal(url),
  });
});

/**
 * Settles once the app is open. Not awaited here: Electron becomes ready only when this module has been evaluated to its
 * end.
 */
export const started: Promise<void> = app.requestSingleInstanceLock() ? openWhenReady() : leave();

async function openWhenReady(): Promise<void> {
  try {
    await app.whenReady();
    rule(session.defaultSession);
    await startApp({
      commandLine,
      dataDirectory: directory,
      devUrl,
      isOwnPage: (url) => isOwnPage(url) || isDevServer(url),
      paths: appPaths({
        mainDirectory: import.meta.dirname,
        packaged: app.isPackaged,
        resourcesPath: process.resourcesPath,
      }),
      say: (line) => void writeSync(1, `${line}\n`),
      fail,
    });
  } catch (thrown) {
    // Without a window nobody would see that the app is still there.
    fail(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  }
}

/** The first start shows its window. */
async function leave(): Promise<void> {
  app.exit(0);
}

function chosenDirectory(): string {
  try {
    return dataDirectory({ chosen: commandLine.data });
  } catch (thrown) {
    return fail(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** Where the folder cannot be made, opening the data says why, in a dialog. */
function makeFolder(path: string): boolean {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return true;
  } catch {
    return false;
  }
}

function fail(message: string): never {
  writeSync(2, `descent: ${message}\n`);
  process.exit(1);
}
