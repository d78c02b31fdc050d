import { EventEmitter } from 'node:events';
import { ipcDouble, type WindowDouble } from './ipc-double.ts';

/** What the app did, in order, and the parts that a test drives. */
export interface ElectronDouble {
  /** The module that `import … from 'electron'` gives. */
  readonly module: Readonly<Record<string, unknown>>;
  readonly app: EventEmitter;
  readonly log: string[];
  /** To be called when the main module has been evaluated to its end: only then is Electron ready. */
  evaluated(): void;
  /** Windows by their order; what their page may do is in `ipc`. */
  readonly windows: readonly OpenedDouble[];
  /** Resolves to the code with which the app ends. */
  readonly exited: Promise<number>;
}

export interface OpenedDouble extends EventEmitter {
  readonly url: string;
  readonly options: { readonly webPreferences: { readonly preload: string } };
  readonly ipc: WindowDouble;
  close(): void;
}

export interface ElectronDoubleOptions {
  readonly packaged?: boolean;
  readonly switches?: readonly string[];
  /** Whether no other start of the app runs. */
  readonly first?: boolean;
  /** The button that each dialog gets. */
  readonly answer?: number;
}

/** Electron's main process as far as the app uses it, in plain Node. */
export function electronDouble(options: ElectronDoubleOptions = {}): ElectronDouble {
  const { packaged = false, switches = [], first = true, answer = 1 } = options;
  const log: string[] = [];
  const note =
    (name: string) =>
    (...args: readonly unknown[]): void =>
      void log.push(
        [name, ...args.filter((arg) => typeof arg !== 'function' && typeof arg !== 'object')].join(' '),
      );
  const exited = Promise.withResolvers<number>();
  const evaluated = Promise.withResolvers<null>();
  const ipc = ipcDouble();
  const windows: OpenedWindow[] = [];
  const paths = new Map<string, string>();
  const session = {
    setPermissionRequestHandler: note('session.setPermissionRequestHandler'),
    setPermissionCheckHandler: note('session.setPermissionCheckHandler'),
    setDevicePermissionHandler: () => undefined,
    setDisplayMediaRequestHandler: () => undefined,
    setSpellCheckerEnabled: note('session.setSpellCheckerEnabled'),
    webRequest: { onBeforeRequest: note('session.onBeforeRequest') },
  };
  const app = Object.assign(new EventEmitter(), {
    isPackaged: packaged,
    enableSandbox: note('app.enableSandbox'),
    commandLine: { hasSwitch: (name: string) => switches.includes(name) },
    setPath: (name: string, path: string) => void paths.set(name, path),
    getPath: (name: string) => paths.get(name) ?? '/nowhere',
    getLocale: () => 'en-GB',
    requestSingleInstanceLock: () => first,
    whenReady: () => evaluated.promise.then(note('app.ready')),
    exit: (code: number) => {
      note('app.exit')(code);
      exited.resolve(code);
    },
    quit: () => void app.emit('before-quit', { preventDefault: note('before-quit held up') }),
  });

  class OpenedWindow extends EventEmitter implements OpenedDouble {
    readonly options: OpenedDouble['options'];
    readonly ipc = ipc.openWindow(windows.length + 1);
    readonly webContents: EventEmitter;
    url = '';

    constructor(given: OpenedDouble['options']) {
      super();
      this.options = given;
      const handlers = {
        setWindowOpenHandler: note('contents.setWindowOpenHandler'),
        reload: note('contents.reload'),
      };
      this.webContents = Object.assign(new EventEmitter(), this.ipc.contents, handlers);
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
    async loadURL(url: string): Promise<void> {
      note('window.loadURL')(url);
      this.url = url;
      this.emit('ready-to-show');
    }
    close(): void {
      let held = false;
      this.emit('close', { preventDefault: () => (held = true) });
      if (!held) this.emit('closed');
    }
    show = note('window.show');
    focus = note('window.focus');
    maximize = note('window.maximize');
    restore = note('window.restore');
    isMinimized = (): boolean => false;
    isMaximized = (): boolean => false;
    getNormalBounds = () => ({ x: 10, y: 40, width: 1200, height: 800 });
  }

  const display = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
  return {
    app,
    log,
    windows,
    evaluated: () => evaluated.resolve(null),
    exited: exited.promise,
    module: {
      app,
      BrowserWindow: OpenedWindow,
      dialog: {
        showMessageBox: async ({ message }: { message: string }) => {
          note('dialog')(message);
          return { response: answer };
        },
      },
      ipcMain: ipc.ipcMain,
      Menu: { setApplicationMenu: note('Menu.setApplicationMenu'), buildFromTemplate: () => ({}) },
      nativeTheme: { themeSource: 'system', shouldUseDarkColors: true },
      powerMonitor: new EventEmitter(),
      protocol: {
        registerSchemesAsPrivileged: note('protocol.registerSchemesAsPrivileged'),
        handle: note('protocol.handle'),
      },
      screen: { getPrimaryDisplay: () => display, getAllDisplays: () => [display] },
      session: { defaultSession: session },
      shell: { openExternal: note('shell.openExternal'), openPath: note('shell.openPath') },
    },
  };
}
