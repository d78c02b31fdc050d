import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { CodedError } from '#contract/errors.ts';
import type { Core } from '../api/core.ts';
import { createSession } from '../api/session.ts';
import { checkRequest, checkUpgrade, tokenProtocol, type Refusal } from './guard.ts';
import { setSecurityHeaders } from './headers.ts';
import { noPage, openPage } from './page.ts';
import { createRoutes, rpcPath, type Route } from './routes.ts';

export interface ServerOptions {
  readonly core: Pick<Core, 'dispatch' | 'subscribe'>;
  /** The built window; null serves the protocol alone, for other starts on the same data. */
  readonly pageDirectory: string | null;
  /** 0 or left out: any that is free. */
  readonly port?: number;
}

export interface DescentServer {
  /** Opens the window: the token is in the fragment, which no browser sends and no log keeps. */
  readonly url: string;
  /** 256 random bits, made anew at every start. */
  readonly token: string;
  readonly port: number;
  readonly routes: readonly Route[];
  close(): Promise<void>;
}

/** A dropped file may have 256 MB; what else a client sends is small. */
const largestMessageBytes = 257 * 1024 * 1024;
/** A client that has so much waiting takes events too slowly. */
const congestedBytes = 4 * 1024 * 1024;
const pingEveryMs = 30_000;

/**
 * Serves the window and the protocol on 127.0.0.1 only. Throws `conflict` when the port is taken, `not_found` when the
 * window has not been built.
 */
export async function startServer(options: ServerOptions): Promise<DescentServer> {
  const { core, pageDirectory, port: wantedPort = 0 } = options;
  const token = randomBytes(32).toString('base64url');
  const routes = createRoutes(pageDirectory === null ? noPage : openPage(pageDirectory));
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 30_000 });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessageBytes,
    perMessageDeflate: false,
    // Echoed, or a browser closes the connection; it is the client's own and reaches nobody else.
    handleProtocols: (protocols) => [...protocols].find((name) => name.startsWith(tokenProtocol)) ?? false,
  });
  let port = wantedPort;

  server.on('request', (request, response) => answer(request, response, port, routes));
  server.on('upgrade', (request, socket, head) => {
    // A client that resets its connection is nobody's fault here; unheard, its error would end the process.
    socket.on('error', () => socket.destroy());
    const refusal = pathOf(request) === rpcPath ? checkUpgrade(request, port, token) : notFound;
    if (refusal !== null) return refuseUpgrade(socket, refusal);
    sockets.handleUpgrade(request, socket, head, (webSocket) => serveClient(core, webSocket));
  });
  server.on('clientError', (_error, socket) => socket.destroy());

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portError(error, wantedPort)));
    server.listen(wantedPort, '127.0.0.1', resolve);
  });
  // A TCP server that listens has an address with a port.
  port = (server.address() as AddressInfo).port;
  const pings = setInterval(() => {
    for (const webSocket of sockets.clients) webSocket.ping();
  }, pingEveryMs);
  pings.unref();

  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    token,
    port,
    routes,
    close: async () => {
      clearInterval(pings);
      for (const webSocket of sockets.clients) webSocket.close(1001, 'Descent is closing');
      for (const webSocket of sockets.clients) webSocket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const notFound: Refusal & { readonly status: 403 } = { status: 403, reason: 'Nothing is here.' };

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  routes: readonly Route[],
): void {
  setSecurityHeaders(response);
  const refusal = checkRequest(request, port);
  if (refusal !== null) return refuse(response, refusal.status, refusal.reason);
  const path = pathOf(request);
  const route = routes.find((candidate) => candidate.matches(path));
  if (route === undefined) return refuse(response, 404, 'Nothing is here.');
  if (route.access !== 'public' || route.answer === undefined) {
    return refuse(response, 401, 'This needs the token, over a WebSocket.');
  }
  route.answer(request, response, path);
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  // What the request still sends is not read.
  response.setHeader('connection', 'close');
  response.end(`${reason}\n`);
}

function refuseUpgrade(socket: Duplex, { status, reason }: Refusal): void {
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-type: text/plain\r\n\r\n${reason}\n`,
  );
}

/** The path as it was sent: nothing is decoded, since the files that are there need no decoding. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function serveClient(core: ServerOptions['core'], webSocket: WebSocket): void {
  const session = createSession(core, {
    send: (bytes) => webSocket.send(bytes),
    isCongested: () => webSocket.bufferedAmount > congestedBytes,
  });
  webSocket.on('message', (data, isBinary) => {
    if (isBinary && data instanceof Buffer) session.receive(data);
    else webSocket.close(1003, 'only binary messages are understood');
  });
  webSocket.on('close', () => session.close());
  // A message that is too long ends the connection, which "close" tells.
  webSocket.on('error', () => webSocket.terminate());
}

function portError(error: Error, port: number): unknown {
  if ('code' in error && error.code === 'EADDRINUSE') {
    return new CodedError('conflict', `Port ${port} is taken. Choose another with --port, or leave it out.`);
  }
  if ('code' in error && error.code === 'EACCES') {
    return new CodedError(
      'invalid_input',
      `Port ${port} may not be used. Choose one above 1023 with --port.`,
    );
  }
  return error;
}
