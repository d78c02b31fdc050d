import type { MenuItemConstructorOptions } from 'electron';
import type { Texts } from '../texts.ts';

export interface MenuOptions {
  readonly texts: Texts;
  readonly platform: NodeJS.Platform;
  /** Tools for who works on Descent itself. */
  readonly developer: boolean;
  /** Shows a page of the window by its route ("#/guide"). */
  readonly go: (route: string) => void;
  readonly showDataFolder: () => void;
}

/** The app's menu. Roles bring their own texts in the system's language and the platform's usual keys. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { texts, platform, developer, go, showDataFolder } = options;
  const mac = platform === 'darwin';
  const separator = { type: 'separator' } as const;
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: texts.fileMenu,
      submenu: [
        { label: texts.newRun, accelerator: 'CmdOrCtrl+N', click: () => go('#/new') },
        { label: texts.showDataFolder, click: showDataFolder },
        ...(mac ? [] : [separator, { role: 'quit', label: texts.quit } as const]),
      ],
    },
    { role: 'editMenu', label: texts.editMenu },
    {
      label: texts.viewMenu,
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(developer ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    { role: 'windowMenu', label: texts.windowMenu },
    {
      role: 'help',
      label: texts.helpMenu,
      submenu: [
        { label: texts.guide, click: () => go('#/guide') },
        ...(mac ? [] : [separator, { role: 'about' } as const]),
      ],
    },
  ];
}
