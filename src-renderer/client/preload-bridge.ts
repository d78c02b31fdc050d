import type { ServerMessage } from '#contract/protocol.ts';
import { decode, encode } from '#contract/wire.ts';
import { createStatus, type Connection } from './connection.ts';
import { createProtocolClient } from '#contract/protocol-client.ts';

/** What the preload script of the desktop app exposes as `window.descent`: bytes in both directions, no more. */
export interface PreloadBridge {
  /** Sends one client message. For a call it resolves to the server's answer, else to nothing. */
  call(bytes: Uint8Array): Promise<Uint8Array | null | undefined>;
  /** Calls back with every message that the server pushes. */
  subscribe(listener: (bytes: Uint8Array) => void): () => void;
}

/** A connection through the preload bridge. It lives as long as the window: it neither breaks nor heals. */
export function connectBridge(bridge: PreloadBridge): Connection {
  const status = createStatus('open');
  const receive = (bytes: Uint8Array): void => protocol.receive(decode(bytes) as ServerMessage);
  const protocol = createProtocolClient((message) => {
    bridge.call(encode(message)).then(
      (bytes) => {
        if (bytes instanceof Uint8Array && bytes.length > 0) receive(bytes);
      },
      (thrown: unknown) => {
        if (message.type !== 'call') return;
        const text = thrown instanceof Error ? thrown.message : String(thrown);
        protocol.receive({ type: 'error', id: message.id, error: { code: 'disconnected', message: text } });
      },
    );
  });
  const stop = bridge.subscribe(receive);
  protocol.opened();
  return {
    client: {
      call: protocol.call,
      subscribe: protocol.subscribe,
      close() {
        stop();
        protocol.close();
      },
    },
    get status() {
      return status.current;
    },
    onStatus: status.onStatus,
    retry() {},
  };
}
