import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A registry over loopback, whose answers a test writes. */
export interface TestRegistry {
  readonly url: string;
  /** The ranges that were asked for, in order; null for the whole. */
  readonly asked: (string | null)[];
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

export async function openRegistry(bytes: Uint8Array): Promise<TestRegistry> {
  const asked: (string | null)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.range ?? null);
    registry.answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // A server on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const registry: TestRegistry = {
    url: `http://127.0.0.1:${port}/`,
    asked,
    answer: (request, response) => sendRange(bytes, request, response),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return registry;
}

/** Answers as registries do: the whole, or from where the client has it. */
export function sendRange(bytes: Uint8Array, request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from >= bytes.length) {
    response.writeHead(416).end();
    return;
  }
  const rest = bytes.subarray(from);
  response.writeHead(from === 0 ? 200 : 206, { 'content-length': rest.length }).end(rest);
}

/** Says that all comes and sends the first `count` bytes; the test hangs up when they have arrived. */
export function sendBeginning(bytes: Uint8Array, count: number, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': bytes.length });
  response.write(bytes.subarray(0, count));
}

export function sha512(bytes: Uint8Array): string {
  return createHash('sha512').update(bytes).digest('base64');
}

/** A tarball as npm makes them: everything in a folder named "package". */
export function tarball(files: Readonly<Record<string, string>>, folder = 'package/'): Buffer {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const content = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(folder + path, 0, 100);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    header.write('ustar', 257);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}
