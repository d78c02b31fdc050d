import type { Client } from '#contract/client.ts';
import { createProtocolClient } from '#contract/protocol-client.ts';
import type { ServerMessage } from '#contract/protocol.ts';
import { decode, encode } from '#contract/wire.ts';
import type { Core } from './core.ts';
import { createSession } from './session.ts';

/**
 * A client in the core's own process, for the command line and for tests. What it says and hears goes through the
 * same protocol and codec as on any other wire, so that nothing can work here and fail there.
 */
export function connectInProcess(core: Pick<Core, 'dispatch' | 'subscribe'>): Client {
  const session = createSession(core, {
    // The server of this protocol speaks it.
    send: (bytes) => queueMicrotask(() => client.receive(decode(bytes) as ServerMessage)),
  });
  const client = createProtocolClient((message) => session.receive(encode(message)));
  client.opened();
  return {
    call: client.call,
    subscribe: client.subscribe,
    close: () => {
      session.close();
      client.close();
    },
  };
}
