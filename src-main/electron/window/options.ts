import type { BrowserWindowConstructorOptions } from 'electron';
import { smallestSize, type Rectangle } from './state.ts';

export interface WindowOptions {
  readonly bounds: Rectangle | { readonly width: number; readonly height: number };
  readonly dark: boolean;
  readonly preload: string;
  /** PNG; null where the package carries the icon. */
  readonly icon: string | null;
}

/** The page's own background (styles/tokens.css), so that nothing flashes before the first paint. */
const background = { light: '#ffffff', dark: '#14161a' } as const;

/** Everything that a page could use to reach the machine is off; what is off by default is said all the same. */
export function windowOptions({
  bounds,
  dark,
  preload,
  icon,
}: WindowOptions): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    show: false,
    title: 'Descent',
    backgroundColor: dark ? background.dark : background.light,
    ...(icon === null ? {} : { icon }),
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // Curves go on being drawn while the window is behind others; timers of the page are few.
      backgroundThrottling: true,
    },
  };
}
