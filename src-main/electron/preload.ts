import { contextBridge, ipcRenderer } from 'electron';
import { callChannel, pushChannel } from './ipc/channels.ts';

/**
 * Runs once in every document of the window, sandboxed and in a world of its own. It gives the page bytes in both
 * directions; nothing of Electron reaches it, no event object and no choice of channel.
 */
const documentName = globalThis.crypto.randomUUID();

contextBridge.exposeInMainWorld('descent', {
  call: (bytes: Uint8Array): Promise<unknown> => ipcRenderer.invoke(callChannel, documentName, bytes),
  subscribe: (listener: (bytes: Uint8Array) => void): (() => void) => {
    const receive = (_event: unknown, name: unknown, bytes: Uint8Array): void => {
      // What was on its way to the document before this one is not for it.
      if (name === documentName) listener(bytes);
    };
    ipcRenderer.on(pushChannel, receive);
    return () => void ipcRenderer.removeListener(pushChannel, receive);
  },
});
