import type { PreloadBridge } from '../../src-renderer/client/preload-bridge.ts';
import { callChannel, pushChannel } from '../../src-main/electron/ipc/channels.ts';
import type { CallEvent, WindowContents } from '../../src-main/electron/ipc/window-sessions.ts';

type Handler = (event: CallEvent, ...args: unknown[]) => unknown;

/** Electron's IPC between one main process and its windows, in plain Node: what goes over is cloned, as there. */
export interface IpcDouble {
  readonly ipcMain: { handle(channel: string, listener: Handler): void };
  /** Channels that are handled. */
  readonly channels: readonly string[];
  openWindow(id: number): WindowDouble;
}

export interface WindowDouble {
  readonly contents: WindowContents;
  /** What `window.descent` is in a document of this name. */
  bridge(document: string): PreloadBridge;
  /** Calls from a frame of the test's choice. */
  call(frame: CallEvent['senderFrame'], ...args: unknown[]): Promise<unknown>;
  emit(event: 'destroyed' | 'render-process-gone'): void;
}

export const ownFrame = { url: 'app://descent/#/runs', parent: null } as const;

export function ipcDouble(): IpcDouble {
  const handlers = new Map<string, Handler>();
  return {
    ipcMain: { handle: (channel, listener) => void handlers.set(channel, listener) },
    get channels() {
      return [...handlers.keys()];
    },
    openWindow: (id) => {
      const listeners = new Map<string, Set<() => void>>();
      const pushes = new Set<(document: unknown, bytes: Uint8Array) => void>();
      let destroyed = false;
      const contents: WindowContents = {
        id,
        isDestroyed: () => destroyed,
        on: (event, listener) => listeners.set(event, (listeners.get(event) ?? new Set()).add(listener)),
        send: (channel, document, bytes) => {
          if (destroyed) throw new Error('Object has been destroyed');
          if (channel !== pushChannel || !(bytes instanceof Uint8Array))
            throw new Error(`sent to ${channel}`);
          const copy = structuredClone(bytes);
          for (const push of pushes) queueMicrotask(() => push(document, copy));
        },
      };
      const call: WindowDouble['call'] = async (senderFrame, ...args) => {
        const handler = handlers.get(callChannel);
        if (handler === undefined) throw new Error('nothing handles calls');
        return handler({ sender: contents, senderFrame }, ...structuredClone(args));
      };
      return {
        contents,
        call,
        bridge: (document) => ({
          call: async (bytes) => (await call(ownFrame, document, bytes)) as undefined,
          subscribe: (listener) => {
            const push = (name: unknown, bytes: Uint8Array): void => {
              if (name === document) listener(bytes);
            };
            pushes.add(push);
            return () => pushes.delete(push);
          },
        }),
        emit: (event) => {
          destroyed = event === 'destroyed';
          for (const listener of listeners.get(event) ?? []) listener();
        },
      };
    },
  };
}
