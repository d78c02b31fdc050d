import { connect } from 'node:net';

/** Sends bytes as they are and gives the status of the answer, or null when the connection just ends. */
export async function rawStatus(port: number, request: string): Promise<number | null> {
  const text = await rawAnswer(port, request);
  const match = /^HTTP\/1\.1 (\d{3})/.exec(text);
  return match?.[1] === undefined ? null : Number(match[1]);
}

export function rawAnswer(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      text += chunk;
      // An accepted upgrade stays open: its head is all there is to see.
      if (/^HTTP\/1\.1 101/.test(text)) socket.destroy();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? resolve(text) : reject(error),
    );
  });
}

/** Sends bytes and resets the connection at once, without waiting for the answer. */
export function resetAfter(port: number, request: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(request, () => socket.resetAndDestroy());
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
}

/** A request line and headers; a header given twice is sent twice. */
export function head(
  method: string,
  path: string,
  headers: readonly (readonly [string, string])[],
  body = '',
): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const length = body === '' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\n${lines}${length}connection: close\r\n\r\n${body}`;
}

export const upgradeHeaders = [
  ['connection', 'Upgrade'],
  ['upgrade', 'websocket'],
  ['sec-websocket-version', '13'],
  ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
] as const;
