import { toErrorPayload } from '#contract/errors.ts';
import type { Texts } from './texts.ts';

export interface StartupErrorOptions {
  readonly dataDirectory: string;
  readonly texts: Texts;
  /** Shows a box and resolves to the number of the button that was pressed. */
  readonly ask: (box: StartupErrorBox) => Promise<number>;
  readonly showFolder: (directory: string) => Promise<unknown>;
}

export interface StartupErrorBox {
  readonly type: 'error';
  readonly title: string;
  readonly message: string;
  readonly detail: string;
  readonly buttons: string[];
  readonly defaultId: number;
  readonly cancelId: number;
  readonly noLink: true;
}

/**
 * Says why the app cannot start and where its data is, until it is told to quit. It offers to show the folder and
 * nothing that would change it: whoever cannot read a database must not be led to delete it.
 */
export async function reportStartupError(thrown: unknown, options: StartupErrorOptions): Promise<void> {
  const { dataDirectory, texts, ask, showFolder } = options;
  const { code, message } = toErrorPayload(thrown);
  // An error without a code is a fault of ours, whose place in the program tells those who mend it what to look at.
  const trace = code === 'internal' && thrown instanceof Error ? (thrown.stack ?? '') : '';
  const box: StartupErrorBox = {
    type: 'error',
    title: texts.cannotStart,
    message,
    detail: [`${texts.dataFolder(dataDirectory)}\n${texts.untouched}`, trace].filter(Boolean).join('\n\n'),
    buttons: [texts.showFolder, texts.quit],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  while ((await ask(box)) === 0) await showFolder(dataDirectory);
}
