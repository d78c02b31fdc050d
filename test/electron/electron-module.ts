import { electronDouble } from './electron-double.ts';

/** What `import … from 'electron'` gives to the built app in built-app.ts. */
export const electron = electronDouble();
export const {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
} = electron.module;
