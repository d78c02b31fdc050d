import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { contractProtocol } from '#contract/version.ts';
import { startServer, type DescentServer } from '../../src-main/serve/server.ts';
import type { Route } from '../../src-main/serve/routes.ts';
import { coreDouble } from '../support/core-double.ts';
import { head, rawAnswer, rawStatus, resetAfter, upgradeHeaders } from '../support/raw-http.ts';
import { temporaryDirectory } from '../support/serve-process.ts';

/**
 * The routes are read from the router, so that a new one is in these tests from its first day. What may be had without
 * a token is listed here by name, and nowhere else: a new public route fails until it is added on purpose.
 */
const publicRoutes = ['page', 'version'];

const core = coreDouble();
const folder = temporaryDirectory();
let server: DescentServer;
let routes: readonly Route[];

beforeAll(async () => {
  const page = join(folder.path, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Descent</title>');
  writeFileSync(join(page, 'assets', 'app-1234.js'), 'export {};');
  writeFileSync(join(folder.path, 'secret.txt'), 'canary');
  server = await startServer({ core, pageDirectory: page });
  routes = server.routes;
});
afterAll(async () => {
  await server.close();
  folder.remove();
});

const own = (): string => `127.0.0.1:${server.port}`;

/** A request to a route as its own transport makes it, whole but for what the test puts in its place. */
function requestTo(
  route: Route,
  change: {
    host?: readonly string[];
    origin?: string | null;
    token?: string | null;
    version?: string;
    method?: string;
  } = {},
): string {
  const { host = [own()], origin = `http://${own()}`, token = server.token, method = 'GET' } = change;
  const { version = contractProtocol } = change;
  const headers: [string, string][] = host.map((name) => ['host', name]);
  if (origin !== null) headers.push(['origin', origin]);
  if (route.transport === 'websocket') {
    headers.push(...upgradeHeaders.map(([name, value]): [string, string] => [name, value]));
    if (token !== null) headers.push(['sec-websocket-protocol', `descent.${token}, ${version}`]);
  }
  return head(method, route.example, headers);
}

const accepted = (route: Route): number => (route.transport === 'websocket' ? 101 : 200);

describe('a route', () => {
  it('is answered when everything is right (or the refusals below would prove nothing)', async () => {
    for (const route of routes) {
      expect([route.name, await rawStatus(server.port, requestTo(route))]).toEqual([
        route.name,
        accepted(route),
      ]);
    }
  });

  it('L1: answers to no other host than its own, whatever the spelling', async () => {
    const port = server.port;
    const hosts = [
      ['evil.example'],
      [`evil.example:${port}`],
      [`127.0.0.1.nip.io:${port}`],
      [`localhost.evil.example:${port}`],
      [`localhost.:${port}`],
      [`0.0.0.0:${port}`],
      [`2130706433:${port}`],
      [`127.0.0.1:${port === 65_535 ? port - 1 : port + 1}`],
      ['127.0.0.1'],
      [''],
      [own(), own()],
      [own(), `evil.example:${port}`],
      [],
    ];
    for (const route of routes) {
      for (const host of hosts) {
        const status = await rawStatus(port, requestTo(route, { host }));
        expect([route.name, host, status === 400 || status === 403]).toEqual([route.name, host, true]);
      }
      const absolute = requestTo(route).replace(
        ` ${route.example} `,
        ` http://evil.example${route.example} `,
      );
      const status = await rawStatus(port, absolute);
      expect([route.name, status === 400 || status === 403]).toEqual([route.name, true]);
    }
    expect(core.calls).toEqual([]);
  });

  it('L1: is reached by every name of this machine that it allows', async () => {
    for (const route of routes) {
      for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
        const host = `${name}:${server.port}`;
        const status = await rawStatus(
          server.port,
          requestTo(route, { host: [host], origin: `http://${host}` }),
        );
        expect([route.name, name, status]).toEqual([route.name, name, accepted(route)]);
      }
    }
  });

  it('L2: is not answered to another origin, another local server included', async () => {
    const origins = [
      'https://evil.example',
      'null',
      'http://localhost:1',
      `https://${own()}`,
      `http://127.0.0.1`,
      `http://${own()}.evil.example`,
      'file://',
    ];
    for (const route of routes) {
      for (const origin of origins) {
        const status = await rawStatus(server.port, requestTo(route, { origin }));
        expect([route.name, origin, status]).toEqual([route.name, origin, 403]);
      }
    }
  });

  it('L2: takes no method that could change anything, with any body', async () => {
    const bodies = [
      ['text/plain', '{"method":"runs.delete"}'],
      ['application/x-www-form-urlencoded', 'run=1'],
      ['application/json', '{}'],
    ] as const;
    for (const route of routes) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        expect([route.name, method, await rawStatus(server.port, requestTo(route, { method }))]).toEqual([
          route.name,
          method,
          405,
        ]);
        for (const [type, body] of bodies) {
          const status = await rawStatus(
            server.port,
            head(
              method,
              route.example,
              [
                ['host', own()],
                ['content-type', type],
              ],
              body,
            ),
          );
          expect([route.name, method, type, status]).toEqual([route.name, method, type, 405]);
        }
      }
    }
    expect(core.calls).toEqual([]);
  });

  it('L2: is not loaded by another site, though a link to the page may be followed', async () => {
    const page = routes.find(({ name }) => name === 'page');
    const load = (mode: string): Promise<number | null> =>
      rawStatus(
        server.port,
        head('GET', page?.example ?? '', [
          ['host', own()],
          ['sec-fetch-site', 'cross-site'],
          ['sec-fetch-mode', mode],
        ]),
      );
    expect(await load('no-cors')).toBe(403);
    expect(await load('cors')).toBe(403);
    expect(await load('navigate')).toBe(200);
  });

  it('L3: is refused without the token unless it is on the list of public ones', async () => {
    const wrong = ['', 'x', `${server.token}x`, server.token.slice(1), server.token.toUpperCase()];
    const answered: string[] = [];
    for (const route of routes) {
      for (const token of [null, ...wrong]) {
        const status = await rawStatus(server.port, requestTo(route, { token }));
        if (status === accepted(route)) answered.push(route.name);
        else expect([route.name, status]).toEqual([route.name, 401]);
      }
      const inQuery = requestTo(route, { token: null }).replace(
        ` ${route.example} `,
        ` ${route.example}?token=${server.token} `,
      );
      if (!publicRoutes.includes(route.name)) {
        expect([route.name, await rawStatus(server.port, inQuery)]).toEqual([route.name, 401]);
      }
    }
    expect([...new Set(answered)].sort()).toEqual(publicRoutes);
    expect(
      routes
        .filter(({ access }) => access === 'public')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(publicRoutes);
  });

  it('L3: does not know the token of a server that was closed', async () => {
    const earlier = await startServer({ core, pageDirectory: null });
    await earlier.close();
    expect(earlier.token).not.toBe(server.token);
    expect(Buffer.from(earlier.token, 'base64url').length).toBeGreaterThanOrEqual(16);
    for (const route of routes.filter(({ access }) => access === 'token')) {
      expect(await rawStatus(server.port, requestTo(route, { token: earlier.token }))).toBe(401);
    }
  });

  it('L6: a WebSocket without an origin, or from another, does not open', async () => {
    for (const route of routes.filter(({ transport }) => transport === 'websocket')) {
      expect(await rawStatus(server.port, requestTo(route, { origin: null }))).toBe(403);
      expect(await rawStatus(server.port, requestTo(route, { origin: 'https://evil.example' }))).toBe(403);
    }
    expect(core.calls).toEqual([]);
  });
});

describe('the page', () => {
  it('is sent with a policy that lets nothing in from elsewhere, and is never framed or sniffed', async () => {
    const answer = await rawAnswer(server.port, head('GET', '/', [['host', own()]]));
    const headers = answer.slice(0, answer.indexOf('\r\n\r\n')).toLowerCase();
    expect(headers).toContain(
      "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self';",
    );
    expect(headers).toContain("frame-ancestors 'none'");
    expect(headers).not.toContain("'unsafe-eval'");
    expect(headers).toContain('x-content-type-options: nosniff');
    expect(headers).toContain('cross-origin-resource-policy: same-origin');
    expect(headers).not.toContain('access-control-allow-origin');
  });

  it('gives no file from outside its folder', async () => {
    const paths = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/%252e%252e%252fsecret.txt',
      '/..\\secret.txt',
      '/assets/../../secret.txt',
      '//etc/passwd',
      '/etc/passwd',
      '/assets/%00',
      '/index.html/',
      '/.env',
    ];
    for (const path of paths) {
      const answer = await rawAnswer(server.port, head('GET', path, [['host', own()]]));
      expect([path, answer.slice(9, 12)]).toEqual([path, '404']);
      expect(answer).not.toContain('canary');
    }
  });
});

describe('a client of another version', () => {
  it('is told so, and only after it has shown the token', async () => {
    for (const route of routes.filter(({ transport }) => transport === 'websocket')) {
      for (const version of ['descent-contract.0', 'descent-contract', 'none']) {
        const answer = await rawAnswer(server.port, requestTo(route, { version }));
        expect(answer).toMatch(/^HTTP\/1\.1 426 /);
        expect(answer).toContain('another version of Descent');
        expect(await rawStatus(server.port, requestTo(route, { version, token: 'a guess' }))).toBe(401);
      }
    }
  });
});

describe('a client that resets its connection', () => {
  it('while it is refused or let in ends nothing but itself, on any route', async () => {
    for (const route of routes) {
      for (const token of [null, server.token]) {
        for (let times = 0; times < 30; times++) await resetAfter(server.port, requestTo(route, { token }));
      }
    }
    expect(await rawStatus(server.port, head('GET', '/version', [['host', own()]]))).toBe(200);
  });
});

describe('a WebSocket client that misbehaves', () => {
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://${own()}/rpc`, [`descent.${server.token}`, contractProtocol], {
      origin: `http://${own()}`,
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return socket;
  };
  const closed = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => socket.once('close', (code) => resolve(code)));

  it('is cut off when it sends text', async () => {
    const socket = await open();
    const end = closed(socket);
    socket.send('{"type":"call"}');
    expect(await end).toBe(1003);
  });

  it('is cut off when a message is longer than any that is allowed', async () => {
    const socket = await open();
    socket.on('error', () => undefined);
    const end = closed(socket);
    // A frame's header alone, which announces one gigabyte.
    const raw = (socket as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket;
    raw.write(Uint8Array.of(0x82, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0));
    expect([1006, 1009]).toContain(await end);
  });

  it('gets an answer to bytes that are no message, and is still served', async () => {
    const socket = await open();
    const messages: unknown[] = [];
    const two = new Promise<void>((resolve) =>
      socket.on('message', (data) => {
        messages.push(data);
        if (messages.length === 2) resolve();
      }),
    );
    socket.send(Uint8Array.of(0xc1, 0xff));
    socket.send(Uint8Array.of(0x90));
    await two;
    socket.close();
    expect(messages).toHaveLength(2);
  });
});
