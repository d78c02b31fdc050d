import type { ServerMessage } from '#contract/protocol.ts';
import { decode, encode } from '#contract/wire.ts';
import { createStatus, type Connection } from './connection.ts';
import { createProtocolClient } from '#contract/protocol-client.ts';

/** The parts of a browser that the connection uses; tests pass their own. */
export interface WebSocketEnvironment {
  readonly open: (token: string) => WebSocketLike;
  /** Whether the server answers plain HTTP: tells a refused token from a server that is away. */
  readonly reachable: () => Promise<boolean>;
  readonly wait: (milliseconds: number, then: () => void) => () => void;
}

export interface WebSocketLike {
  binaryType: 'arraybuffer' | 'blob';
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

const firstPauseMs = 250;
const longestPauseMs = 5000;
/** After so many refused tries in a row, about four seconds, nobody is there. */
const refusedUntilEnded = 4;

/**
 * A connection over `/rpc` that opens itself again: after 250 ms, then twice as long each time, up to 5 s. It goes on
 * trying when nobody is there any more, since Descent may be started again at the same place.
 */
export function connectWebSocket(token: string | null, environment: WebSocketEnvironment): Connection {
  const status = createStatus(token === null ? 'unauthorized' : 'connecting');
  let socket: WebSocketLike | null = null;
  let pauseMs = firstPauseMs;
  let refused = 0;
  let stopWaiting: (() => void) | null = null;
  let ended = false;

  const protocol = createProtocolClient((message) => socket?.send(encode(message)));

  const open = (): void => {
    if (token === null || ended) return;
    stopWaiting?.();
    stopWaiting = null;
    const next = environment.open(token);
    let wasOpen = false;
    socket = next;
    next.binaryType = 'arraybuffer';
    next.onopen = () => {
      wasOpen = true;
      pauseMs = firstPauseMs;
      refused = 0;
      protocol.opened();
      status.set('open');
    };
    next.onmessage = ({ data }) => {
      // The server speaks protocol.ts; wire.ts has thrown already at bytes that are not of ours.
      if (data instanceof ArrayBuffer) protocol.receive(decode(new Uint8Array(data)) as ServerMessage);
    };
    next.onclose = () => {
      if (socket !== next) return;
      socket = null;
      if (ended) return;
      protocol.closed();
      if (wasOpen) again();
      else void refusedOrAway();
    };
  };

  const refusedOrAway = async (): Promise<void> => {
    // A browser does not tell why an upgrade failed. If the same server serves pages, it was the token.
    if (await environment.reachable()) {
      status.set('unauthorized');
      return;
    }
    refused++;
    again();
  };

  const again = (): void => {
    status.set(refused >= refusedUntilEnded ? 'ended' : 'lost');
    stopWaiting = environment.wait(pauseMs, open);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };

  open();
  return {
    client: {
      call: protocol.call,
      subscribe: protocol.subscribe,
      close() {
        ended = true;
        stopWaiting?.();
        protocol.close();
        socket?.close();
      },
    },
    get status() {
      return status.current;
    },
    onStatus: status.onStatus,
    retry() {
      if (socket === null) open();
    },
  };
}
