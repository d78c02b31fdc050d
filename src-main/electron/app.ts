import { join } from 'node:path';
import { app, dialog, ipcMain, Menu, nativeTheme, powerMonitor, protocol, shell } from 'electron';
import { version } from '../api/version.ts';
import type { CommandLine } from './command-line.ts';
import { confirmQuit, confirmReload, tellUnwritten } from './dialogs.ts';
import { openHost, type Host } from './host.ts';
import { serveWindows } from './ipc/window-sessions.ts';
import { appScheme, appUrl } from './page/origin.ts';
import { createPageHandler } from './page/protocol.ts';
import type { AppPaths } from './paths.ts';
import { readPreferences } from './preferences.ts';
import { createQuit } from './quit.ts';
import { reportStartupError } from './startup-error.ts';
import { textsOf } from './texts.ts';
import { menuTemplate } from './window/menu.ts';
import { createAppWindow } from './window/window.ts';

export interface AppOptions {
  readonly commandLine: CommandLine;
  readonly dataDirectory: string;
  readonly paths: AppPaths;
  /** The page's address under `npm run dev`. */
  readonly devUrl: string | undefined;
  readonly isOwnPage: (url: string) => boolean;
  /** Writes a line to stdout, for the launcher. */
  readonly say: (line: string) => void;
  /** Ends the process with a reason on stderr. */
  readonly fail: (message: string) => never;
}

/** Opens the data, serves the window over IPC, and ends in order. Called once Electron is ready. */
export async function startApp(options: AppOptions): Promise<void> {
  const { commandLine, dataDirectory, devUrl, isOwnPage, paths, say, fail } = options;
  let texts = textsOf(app.getLocale());

  const open = async (): Promise<Host> => {
    try {
      return await openHost({
        core: {
          dataDirectory,
          resourcesDirectory: paths.resources,
          workerUrl: paths.worker,
          host: 'electron',
        },
        pageDirectory: paths.page,
        onOwnerGone: () => void takeOver(),
      });
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      if (!commandLine.smoke) {
        await reportStartupError(thrown, {
          dataDirectory,
          texts,
          ask: async (box) => (await dialog.showMessageBox(box)).response,
          showFolder: (directory) => shell.openPath(directory),
        });
      }
      return fail(message);
    }
  };
  /** Who owned the data has ended: this process opens it, and the window begins anew. */
  const takeOver = async (): Promise<void> => {
    sessions.close();
    host = await open();
    window.reload();
  };

  const window = createAppWindow({
    paths,
    url: devUrl ?? appUrl,
    stateFile: join(app.getPath('userData'), 'window.json'),
    hidden: commandLine.smoke,
    onPageGone: (reason) => confirmReload(reason, texts),
  });
  const sessions = serveWindows({
    ipcMain,
    core: () => host.core,
    isOwnWindow: window.owns,
    isOwnPage,
    onServed: () => {
      if (commandLine.announce || commandLine.smoke) {
        say(JSON.stringify({ ready: true, version, dataDir: dataDirectory, role: host.role }));
      }
      if (commandLine.smoke) quit.withoutAsking();
    },
  });
  const quit = createQuit({
    running: () => host.running(),
    ask: (running) => confirmQuit(running, texts),
    close: async () => {
      window.remember();
      window.release();
      sessions.close();
      const unwritten = await host.close();
      if (unwritten !== null) tellUnwritten(unwritten.message, texts);
    },
    exit: (code) => app.exit(code),
  });

  protocol.handle(appScheme, createPageHandler(paths.page));
  let host = await open();
  const preferences = await readPreferences(host.core);
  nativeTheme.themeSource = preferences.theme;
  texts = textsOf(preferences.language ?? app.getLocale());
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        texts,
        platform: process.platform,
        developer: !app.isPackaged,
        go: window.show,
        showDataFolder: () => void shell.openPath(dataDirectory),
      }),
    ),
  );

  app.on('before-quit', (event) => quit.beforeQuit(event));
  app.on('second-instance', () => window.show());
  app.on('activate', () => window.show());
  // Without a listener Electron would quit; on macOS an app stays, elsewhere the window's close has quit already.
  app.on('window-all-closed', () => undefined);
  powerMonitor.on('shutdown', quit.withoutAsking);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quit.withoutAsking);
  window.show();
}
