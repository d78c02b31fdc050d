import { describe, expect, it } from 'vitest';
import type { CodedError } from '#contract/errors.ts';
import type { RunsChanged } from '#contract/events.ts';
import type { ClientMessage, ServerMessage } from '#contract/protocol.ts';
import { decode, encode } from '#contract/wire.ts';
import { connectMemory } from '../../../src-renderer/client/memory.ts';
import { connectBridge } from '../../../src-renderer/client/preload-bridge.ts';
import { takeToken } from '../../../src-renderer/client/token.ts';
import { connectWebSocket, type WebSocketLike } from '../../../src-renderer/client/web-socket.ts';

interface TestSocket extends WebSocketLike {
  readonly sent: ClientMessage[];
  readonly token: string;
  answer(message: ServerMessage): void;
}

/** Sockets and pauses that the test opens, breaks and ends itself. */
function network(): {
  readonly sockets: TestSocket[];
  readonly pauses: { readonly milliseconds: number; readonly end: () => void }[];
  reachable: boolean;
  readonly environment: Parameters<typeof connectWebSocket>[1];
} {
  const sockets: TestSocket[] = [];
  const pauses: { milliseconds: number; end: () => void }[] = [];
  const state = {
    sockets,
    pauses,
    reachable: false,
    environment: {
      open: (token: string) => {
        const sent: ClientMessage[] = [];
        const socket: TestSocket = {
          token,
          sent,
          binaryType: 'blob',
          // What the client sends are its own messages.
          send: (bytes) => void sent.push(decode(bytes) as ClientMessage),
          close: () => socket.onclose?.(),
          onopen: null,
          onclose: null,
          onmessage: null,
          answer: (message) => socket.onmessage?.({ data: encode(message).slice().buffer }),
        };
        sockets.push(socket);
        return socket;
      },
      reachable: () => Promise.resolve(state.reachable),
      wait: (milliseconds: number, end: () => void) => {
        pauses.push({ milliseconds, end });
        return () => undefined;
      },
    },
  };
  return state;
}

const settled = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: CodedError) => error.code);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the WebSocket connection', () => {
  it('sends calls made before it is open once it is, and gives their answers', async () => {
    const { sockets, environment } = network();
    const { client } = connectWebSocket('secret', environment);
    const answer = client.call('system.load', {});
    const [socket] = sockets;
    expect(socket?.token).toBe('secret');
    expect(socket?.sent).toEqual([]);
    socket?.onopen?.();
    expect(socket?.sent).toEqual([{ type: 'call', id: 1, method: 'system.load', input: {} }]);
    socket?.answer({ type: 'result', id: 1, output: { cpuPercent: NaN } });
    expect(await answer).toEqual({ cpuPercent: NaN });
  });

  it('rejects with the code and message of the server', async () => {
    const { sockets, environment } = network();
    const { client } = connectWebSocket('secret', environment);
    sockets[0]?.onopen?.();
    const answer = client.call('runs.show', { run: 7 });
    sockets[0]?.answer({ type: 'error', id: 1, error: { code: 'not_found', message: 'There is no run 7.' } });
    await expect(answer).rejects.toMatchObject({ code: 'not_found', message: 'There is no run 7.' });
  });

  it('rejects what is on the way when it breaks, comes back by itself, and subscribes again', async () => {
    const { sockets, pauses, environment } = network();
    const connection = connectWebSocket('secret', environment);
    const events: unknown[] = [];
    connection.client.subscribe('runs', (event) => events.push(event));
    sockets[0]?.onopen?.();
    const lost = settled(connection.client.call('system.load', {}));
    sockets[0]?.onclose?.();
    expect(await lost).toBe('disconnected');
    expect(connection.status).toBe('lost');
    expect(await settled(connection.client.call('system.load', {}))).toBe('disconnected');

    pauses[0]?.end();
    sockets[1]?.onopen?.();
    expect(connection.status).toBe('open');
    expect(sockets[1]?.sent).toEqual([{ type: 'subscribe', id: 1, topic: 'runs' }]);
    const event: RunsChanged = { topic: 'runs', cursor: 3 };
    sockets[1]?.answer({ type: 'event', id: 1, event });
    expect(events).toEqual([event]);
  });

  it('waits longer after each failure, up to five seconds, and starts over once it was open', async () => {
    const { sockets, pauses, environment } = network();
    connectWebSocket('secret', environment);
    for (let attempt = 0; attempt < 7; attempt++) {
      sockets.at(-1)?.onclose?.();
      await turn();
      pauses.at(-1)?.end();
    }
    expect(pauses.map(({ milliseconds }) => milliseconds)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
    sockets.at(-1)?.onopen?.();
    sockets.at(-1)?.onclose?.();
    expect(pauses.at(-1)?.milliseconds).toBe(250);
  });

  it('says that Descent has ended once several tries were refused, and goes on trying', async () => {
    const { sockets, pauses, environment } = network();
    const connection = connectWebSocket('secret', environment);
    sockets[0]?.onopen?.();
    sockets[0]?.onclose?.();
    const seen: string[] = [connection.status];
    for (let i = 0; i < 5; i++) {
      pauses.at(-1)?.end();
      sockets.at(-1)?.onclose?.();
      await turn();
      seen.push(connection.status);
    }
    expect(seen).toEqual(['lost', 'lost', 'lost', 'lost', 'ended', 'ended']);
    pauses.at(-1)?.end();
    sockets.at(-1)?.onopen?.();
    expect(connection.status).toBe('open');
    sockets.at(-1)?.onclose?.();
    expect(connection.status).toBe('lost');
  });

  it('says that the token is wrong when the server is there but refuses', async () => {
    const state = network();
    state.reachable = true;
    const connection = connectWebSocket('stale', state.environment);
    state.sockets[0]?.onclose?.();
    await turn();
    expect(connection.status).toBe('unauthorized');
    expect(state.pauses).toEqual([]);
  });

  it('does not try without a token', () => {
    const { sockets, environment } = network();
    expect(connectWebSocket(null, environment).status).toBe('unauthorized');
    expect(sockets).toEqual([]);
  });

  it('cancels a call on the server when it is aborted', async () => {
    const { sockets, environment } = network();
    const { client } = connectWebSocket('secret', environment);
    sockets[0]?.onopen?.();
    const stop = new AbortController();
    const answer = settled(client.call('system.load', {}, stop.signal));
    stop.abort();
    expect(await answer).toBe('cancelled');
    expect(sockets[0]?.sent.at(-1)).toEqual({ type: 'cancel', id: 1 });
    // An answer that was already on its way is nobody's any more.
    sockets[0]?.answer({ type: 'result', id: 1, output: null });
  });

  it('stays closed once it is closed', async () => {
    const { sockets, pauses, environment } = network();
    const { client } = connectWebSocket('secret', environment);
    sockets[0]?.onopen?.();
    client.close();
    expect(await settled(client.call('system.load', {}))).toBe('disconnected');
    expect([sockets.length, pauses.length]).toEqual([1, 0]);
  });
});

describe('the connection through the preload bridge', () => {
  it('carries calls, subscriptions and errors', async () => {
    const sent: ClientMessage[] = [];
    let push: (bytes: Uint8Array) => void = () => undefined;
    const connection = connectBridge({
      call: (bytes) => {
        const message = decode(bytes) as ClientMessage;
        sent.push(message);
        if (message.type !== 'call') return Promise.resolve(null);
        if (message.method === 'runs.show') return Promise.reject(new Error('the main process is gone'));
        return Promise.resolve(encode({ type: 'result', id: message.id, output: [-0] }));
      },
      subscribe: (listener) => {
        push = listener;
        return () => undefined;
      },
    });
    const events: unknown[] = [];
    const unsubscribe = connection.client.subscribe('run:3', (event) => events.push(event));
    expect(await connection.client.call('samples.list', {})).toEqual([-0]);
    expect(await settled(connection.client.call('runs.show', { run: 3 }))).toBe('disconnected');
    push(encode({ type: 'event', id: 1, event: { cursor: 1 } }));
    unsubscribe();
    expect(events).toEqual([{ cursor: 1 }]);
    expect(sent.map(({ type }) => type)).toEqual(['subscribe', 'call', 'call', 'unsubscribe']);
  });
});

describe('the token', () => {
  const storage = (kept: string | null): Pick<Storage, 'getItem' | 'setItem'> & { kept: string | null } => ({
    kept,
    getItem() {
      return this.kept;
    },
    setItem(_name, value) {
      this.kept = value;
    },
  });

  it('is taken out of the address and kept for a reload', () => {
    const kept = storage(null);
    const addresses: string[] = [];
    expect(takeToken('#token=ab-C_9', kept, (address) => addresses.push(address))).toBe('ab-C_9');
    expect([kept.kept, addresses]).toEqual(['ab-C_9', ['#/']]);
    expect(takeToken('#/runs/12', kept, (address) => addresses.push(address))).toBe('ab-C_9');
    expect(addresses).toEqual(['#/']);
  });

  it('may be followed by a page', () => {
    const addresses: string[] = [];
    takeToken('#token=abc/runs/12', storage(null), (address) => addresses.push(address));
    expect(addresses).toEqual(['#/runs/12']);
  });

  it('of a newer link replaces the one that was kept', () => {
    expect(takeToken('#token=new', storage('old'), () => undefined)).toBe('new');
  });
});

describe('the connection in memory', () => {
  it('answers by its handlers, tells events, and names what it lacks', async () => {
    const { client, calls, emit } = connectMemory({ 'runs.start': () => ({ run: 4 }) });
    const events: unknown[] = [];
    client.subscribe('runs', (event) => events.push(event));
    emit({ topic: 'runs', cursor: 1 });
    // The handler does not look at its input.
    expect(await client.call('runs.start', { spec: {} as never })).toEqual({ run: 4 });
    expect(await settled(client.call('system.info', {}))).toBe('not_found');
    expect([events, calls]).toEqual([[{ topic: 'runs', cursor: 1 }], ['runs.start', 'system.info']]);
  });
});
