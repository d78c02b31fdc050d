import { createSession, type Session } from '../../api/session.ts';
import { callChannel, pushChannel } from './channels.ts';

export type SessionCore = Parameters<typeof createSession>[0];

/** The part of WebContents that a session needs. */
export interface WindowContents {
  readonly id: number;
  isDestroyed(): boolean;
  send(channel: string, ...args: unknown[]): void;
  on(event: 'destroyed' | 'render-process-gone', listener: () => void): unknown;
}

export interface CallEvent {
  readonly sender: WindowContents;
  /** Null when the frame is gone already. */
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

export interface WindowSessionsOptions {
  readonly ipcMain: {
    handle(channel: string, listener: (event: CallEvent, ...args: unknown[]) => unknown): void;
  };
  /** The core of the moment: it changes when another process that owned the data has gone. */
  readonly core: () => SessionCore;
  readonly isOwnWindow: (contents: WindowContents) => boolean;
  readonly isOwnPage: (url: string) => boolean;
  /** Called at the first answer to each document: its page is there and is served. */
  readonly onServed?: () => void;
}

export interface WindowSessions {
  /** Ends all sessions; a document that calls again gets a new one. */
  close(): void;
}

interface OpenSession {
  readonly document: string;
  readonly session: Session;
}

/** A dropped file may have 256 MB; what else a window sends is small. */
const largestMessageBytes = 257 * 1024 * 1024;

/**
 * Serves the windows of the app over IPC: one session for each document. The preload script names its document, since
 * a reloaded page counts its calls from 1 again and must not get the answers to those of the page before.
 */
export function serveWindows(options: WindowSessionsOptions): WindowSessions {
  const { ipcMain, core, isOwnWindow, isOwnPage, onServed } = options;
  const sessions = new Map<number, OpenSession>();
  const watched = new WeakSet<WindowContents>();

  const end = (id: number): void => {
    sessions.get(id)?.session.close();
    sessions.delete(id);
  };
  const watch = (contents: WindowContents): void => {
    if (watched.has(contents)) return;
    watched.add(contents);
    contents.on('destroyed', () => end(contents.id));
    contents.on('render-process-gone', () => end(contents.id));
  };
  const sessionOf = (contents: WindowContents, document: string): Session => {
    const open = sessions.get(contents.id);
    if (open?.document === document) return open.session;
    end(contents.id);
    watch(contents);
    let served = false;
    const session = createSession(core(), {
      send: (bytes) => {
        if (contents.isDestroyed()) return;
        contents.send(pushChannel, document, bytes);
        if (!served) onServed?.();
        served = true;
      },
    });
    sessions.set(contents.id, { document, session });
    return session;
  };

  ipcMain.handle(callChannel, (event, document, bytes) => {
    const frame = event.senderFrame;
    const trusted =
      frame !== null && frame.parent === null && isOwnPage(frame.url) && isOwnWindow(event.sender);
    if (!trusted) throw new Error('This page may not use Descent.');
    if (typeof document !== 'string' || !/^[\w-]{1,64}$/.test(document)) {
      throw new Error('A message has to name its document.');
    }
    if (!(bytes instanceof Uint8Array) || bytes.byteLength > largestMessageBytes) {
      throw new Error('A message has to be bytes, at most 257 MB of them.');
    }
    sessionOf(event.sender, document).receive(bytes);
  });

  return {
    close: () => {
      for (const id of [...sessions.keys()]) end(id);
    },
  };
}
