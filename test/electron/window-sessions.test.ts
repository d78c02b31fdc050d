import { describe, expect, it, vi } from 'vitest';
import type { ClientMessage } from '#contract/protocol.ts';
import { encode } from '#contract/wire.ts';
import { connectBridge } from '../../src-renderer/client/preload-bridge.ts';
import { serveWindows } from '../../src-main/electron/ipc/window-sessions.ts';
import { isOwnPage } from '../../src-main/electron/page/origin.ts';
import { describeTransport } from '../contract/transport-suite.ts';
import { coreDouble, type CoreDouble } from '../support/core-double.ts';
import { ipcDouble, ownFrame } from './ipc-double.ts';

describeTransport('Electron', async (core) => {
  const { window } = serve(core);
  const { client } = connectBridge(window.bridge('first'));
  // A page has no way to break its connection; its window has.
  const close = (): void => {
    client.close();
    window.emit('destroyed');
  };
  return { client: { ...client, close }, close: async () => close() };
});

describe('sessions of windows', () => {
  const ping = message({ type: 'call', id: 1, method: 'settings.set', input: { name: 'x', value: 1 } });

  it('serves one channel and no other', () => {
    expect(serve(coreDouble()).ipc.channels).toEqual(['descent:call']);
  });

  it.each([
    ['a frame inside the page', { url: 'app://descent/', parent: ownFrame }],
    ['an empty frame', { url: 'about:blank', parent: null }],
    ['a document made of a string', { url: 'about:srcdoc', parent: ownFrame }],
    ['another host of the scheme', { url: 'app://descent.evil.example/', parent: null }],
    ['a page that carries our address as user info', { url: 'https://descent@evil.example/', parent: null }],
    ['a file', { url: 'file:///tmp/index.html', parent: null }],
    ['another page of our own origin', { url: 'app://descent/assets/main.js', parent: null }],
    ['a frame that is gone', null],
  ])('refuses %s', async (_name, frame) => {
    const core = coreDouble();
    await expect(serve(core).window.call(frame, 'first', ping)).rejects.toThrow('may not use Descent');
    expect(core.calls).toEqual([]);
  });

  it('refuses contents that are no window of the app', async () => {
    const core = coreDouble();
    const { ipc } = serve(core);
    await expect(ipc.openWindow(2).call(ownFrame, 'first', ping)).rejects.toThrow('may not use Descent');
    expect(core.calls).toEqual([]);
  });

  it.each([
    ['no document', [undefined, ping]],
    ['a document that is an object', [{ toString: 'x' }, ping]],
    ['a document with a path', ['../x', ping]],
    ['a document too long', ['x'.repeat(65), ping]],
    ['text instead of bytes', ['first', 'x'.repeat(1000)]],
    ['an array of numbers', ['first', [1, 2, 3]]],
    ['another typed array', ['first', Float64Array.of(1)]],
    ['an object with __proto__', ['first', JSON.parse('{"__proto__": {"length": 1}}')]],
    ['nothing', []],
  ])('refuses a message with %s', async (_name, args) => {
    const core = coreDouble();
    await expect(serve(core).window.call(ownFrame, ...args)).rejects.toThrow('A message has to');
    expect(core.calls).toEqual([]);
  });

  it('gives a reloaded page a session of its own: the old one hears nothing more', async () => {
    const core = coreDouble();
    const { window } = serve(core);
    const old = connectBridge(window.bridge('first'));
    old.client.subscribe('run:1', () => undefined);
    await vi.waitFor(() => expect(core.isHeard('run:1')).toBe(true));
    const fresh = connectBridge(window.bridge('second'));
    await fresh.client.call('settings.set', { name: 'x', value: 1 });
    expect(core.isHeard('run:1')).toBe(false);
  });

  it('does not give a reloaded page the answer to a call of the page before', async () => {
    const core = coreDouble();
    const answer = Promise.withResolvers<string>();
    const slow = { ...core, dispatch: () => answer.promise };
    const { window } = serve(slow);
    const heard: unknown[] = [];
    window.bridge('second').subscribe((bytes) => heard.push(bytes));
    await window.bridge('first').call(ping);
    await window.bridge('second').call(message({ type: 'subscribe', id: 1, topic: 'runs' }));
    answer.resolve('for the first');
    await answer.promise;
    await new Promise(setImmediate);
    expect(heard).toEqual([]);
  });

  it.each(['destroyed', 'render-process-gone'] as const)(
    'cancels the calls of a window that is %s',
    async (event) => {
      const core = coreDouble();
      const { window } = serve(core);
      await window.bridge('first').call(message({ type: 'call', id: 1, method: 'system.doctor', input: {} }));
      await core.waiting;
      window.emit(event);
      await core.cancelled;
    },
  );

  it('tells once for each document that it is served', async () => {
    const onServed = vi.fn();
    const { window } = serve(coreDouble(), onServed);
    const { client } = connectBridge(window.bridge('first'));
    await client.call('settings.set', { name: 'x', value: 1 });
    await client.call('settings.set', { name: 'x', value: 2 });
    expect(onServed).toHaveBeenCalledTimes(1);
  });

  it('uses the core of the moment for a new document', async () => {
    const first = coreDouble();
    const second = coreDouble();
    let current: CoreDouble = first;
    const ipc = ipcDouble();
    const window = ipc.openWindow(1);
    serveWindows({ ipcMain: ipc.ipcMain, core: () => current, isOwnWindow: () => true, isOwnPage });
    await window.bridge('first').call(ping);
    current = second;
    await window.bridge('second').call(ping);
    expect([first.calls, second.calls]).toEqual([['settings.set'], ['settings.set']]);
  });
});

function serve(core: Pick<CoreDouble, 'dispatch' | 'subscribe'>, onServed: () => void = () => undefined) {
  const ipc = ipcDouble();
  const window = ipc.openWindow(1);
  serveWindows({
    ipcMain: ipc.ipcMain,
    core: () => core,
    isOwnWindow: (contents) => contents.id === 1,
    isOwnPage,
    onServed,
  });
  return { ipc, window };
}

function message(content: ClientMessage): Uint8Array {
  return encode(content);
}
