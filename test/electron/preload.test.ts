import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PreloadBridge } from '../../src-renderer/client/preload-bridge.ts';

/** A double of the sandboxed side of Electron. */
const electron = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  invoked: [] as unknown[][],
  listeners: new Set<(event: unknown, ...args: unknown[]) => void>(),
}));
vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld: (name: string, api: unknown) => void electron.exposed.set(name, api),
  },
  ipcRenderer: {
    invoke: async (...args: unknown[]) => void electron.invoked.push(args),
    on: (channel: string, listener: () => void) => {
      if (channel === 'descent:push') electron.listeners.add(listener);
    },
    removeListener: (_channel: string, listener: () => void) => void electron.listeners.delete(listener),
  },
}));

describe('the preload script', () => {
  beforeEach(async () => {
    electron.exposed.clear();
    electron.invoked.length = 0;
    electron.listeners.clear();
    vi.resetModules();
    await import('../../src-main/electron/preload.ts');
  });

  it('gives the page two functions and nothing else', () => {
    expect([...electron.exposed.keys()]).toEqual(['descent']);
    expect(electron.exposed.get('descent')).toEqual({
      call: expect.any(Function),
      subscribe: expect.any(Function),
    });
  });

  it('sends bytes on one channel, under the name of its document', async () => {
    const bytes = Uint8Array.of(1, 2);
    await bridge().call(bytes);
    expect(electron.invoked).toEqual([['descent:call', expect.stringMatching(/^[\w-]{36}$/), bytes]]);
  });

  it('passes on the bytes of a push, without the event that carries them', async () => {
    const listener = vi.fn();
    bridge().subscribe(listener);
    push(await documentName(), Uint8Array.of(7));
    expect(listener.mock.calls).toEqual([[Uint8Array.of(7)]]);
  });

  it('drops what was meant for another document', () => {
    const listener = vi.fn();
    bridge().subscribe(listener);
    push('another', Uint8Array.of(7));
    expect(listener).not.toHaveBeenCalled();
  });

  it('forgets a listener that has unsubscribed', () => {
    bridge().subscribe(() => undefined)();
    expect(electron.listeners.size).toBe(0);
  });
});

function bridge(): PreloadBridge {
  // The preload script exposes what the window declares.
  return electron.exposed.get('descent') as PreloadBridge;
}

async function documentName(): Promise<unknown> {
  await bridge().call(Uint8Array.of());
  return electron.invoked.at(-1)?.[1];
}

function push(document: unknown, bytes: Uint8Array): void {
  for (const listener of electron.listeners) listener({ sender: 'Electron' }, document, bytes);
}
