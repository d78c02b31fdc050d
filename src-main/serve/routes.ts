import type { IncomingMessage, ServerResponse } from 'node:http';
import { version } from '../api/version.ts';
import type { Page } from './page.ts';

/**
 * Every path that this server answers. `access` says who may ask: `public` for what holds no data of the user's,
 * `token` for all else. Tests read this table, so that a new route is refused until they cover it.
 */
export interface Route {
  readonly name: string;
  readonly access: 'public' | 'token';
  readonly transport: 'http' | 'websocket';
  /** A path that the route answers, for tests. */
  readonly example: string;
  matches(path: string): boolean;
  /** WebSocket routes are handled by the upgrade. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse, path: string) => void;
}

export const rpcPath = '/rpc';

export function createRoutes(page: Page): readonly Route[] {
  return [
    {
      name: 'rpc',
      access: 'token',
      transport: 'websocket',
      example: rpcPath,
      matches: (path) => path === rpcPath,
    },
    {
      name: 'version',
      access: 'public',
      transport: 'http',
      example: '/version',
      matches: (path) => path === '/version',
      answer: (request, response) => {
        response.setHeader('content-type', 'application/json; charset=utf-8');
        response.setHeader('cache-control', 'no-store');
        response.end(request.method === 'HEAD' ? undefined : JSON.stringify({ name: 'descent', version }));
      },
    },
    {
      name: 'page',
      access: 'public',
      transport: 'http',
      example: '/',
      matches: (path) => page.has(path),
      answer: (request, response, path) => page.answer(request, response, path),
    },
  ];
}
