import { dialog } from 'electron';
import type { Texts } from './texts.ts';

/** Whether to quit although runs are in progress. */
export async function confirmQuit(running: number, texts: Texts): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: texts.quitAsk(running),
    detail: texts.quitDetail,
    buttons: [texts.quit, texts.stay],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

/** Whether to open the page again whose process has ended by itself; else the app is to quit. */
export async function confirmReload(reason: string, texts: Texts): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: texts.pageGone,
    detail: `${texts.pageGoneDetail} (${reason})`,
    buttons: [texts.openAgain, texts.quit],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 0;
}

/** At the end: what was in memory could not be written any more, and why. */
export function tellUnwritten(reason: string, texts: Texts): void {
  dialog.showErrorBox(texts.unwritten, reason);
}
