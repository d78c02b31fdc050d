import { WebSocket } from 'ws';
import type { Client } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import { createProtocolClient } from '#contract/protocol-client.ts';
import type { ServerMessage } from '#contract/protocol.ts';
import { contractProtocol } from '#contract/version.ts';
import { decode, encode } from '#contract/wire.ts';
import { tokenProtocol } from './guard.ts';
import { rpcPath } from './routes.ts';

/** Where another process that owns the data can be reached, as it published it. */
export interface Address {
  readonly url: string;
  readonly token: string;
}

/** A client that knows when its server is gone. */
export interface AttachedClient extends Client {
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<undefined>;
}

const openTimeoutMs = 5000;

/**
 * A client of a running Descent on this machine. Rejects with `disconnected` when it does not answer, with `conflict`
 * when it is of another version.
 */
export function attach({ url, token }: Address): Promise<AttachedClient> {
  const { host, origin } = new URL(url);
  const socket = new WebSocket(`ws://${host}${rpcPath}`, [`${tokenProtocol}${token}`, contractProtocol], {
    origin,
    handshakeTimeout: openTimeoutMs,
    perMessageDeflate: false,
    maxPayload: 1024 * 1024 * 1024,
  });
  const protocol = createProtocolClient((message) => socket.send(encode(message)));
  const { promise, resolve, reject } = Promise.withResolvers<AttachedClient>();
  const closed = Promise.withResolvers<undefined>();
  socket.on('open', () => {
    protocol.opened();
    resolve({
      call: protocol.call,
      subscribe: protocol.subscribe,
      closed: closed.promise,
      close: () => {
        protocol.close();
        socket.close();
      },
    });
  });
  socket.on('message', (data) => {
    // The server of this protocol sends binary messages of it only.
    if (data instanceof Buffer) protocol.receive(decode(data) as ServerMessage);
  });
  socket.on('close', () => {
    protocol.closed();
    closed.resolve(undefined);
  });
  socket.on('unexpected-response', (_request, { statusCode = 0 }) => {
    reject(statusCode === otherVersionStatus ? otherVersion(origin) : noAnswer(origin, `HTTP ${statusCode}`));
    socket.terminate();
  });
  socket.on('error', (error) => reject(noAnswer(origin, error.message, error)));
  return promise;
}

/** Upgrade Required, as `checkUpgrade` refuses it. */
const otherVersionStatus = 426;

function otherVersion(origin: string): CodedError {
  return new CodedError(
    'conflict',
    `The Descent at ${origin}, which has the data, is of another version. Close it and try again, or update the older one.`,
  );
}

function noAnswer(origin: string, reason: string, cause?: unknown): CodedError {
  return new CodedError(
    'disconnected',
    `The Descent at ${origin} does not answer (${reason}). Close it and try again.`,
    undefined,
    cause,
  );
}
