import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { contractProtocol } from '#contract/version.ts';

/** Why a request is refused; null when it may pass. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405 | 426;
  readonly reason: string;
}

/**
 * What every request has to pass, an upgrade too, before anything looks at its path. Host: exactly this server's, which
 * stops DNS rebinding. Origin: ours wherever there is one, which stops other sites and other local servers. Method:
 * reading ones only; commands go over the WebSocket. Navigation from another site's link is let through, since it only
 * opens the page, which holds no data.
 */
export function checkRequest(request: IncomingMessage, port: number): Refusal | null {
  if (request.headersDistinct['host']?.length !== 1 || !isOwnHost(request.headers.host, port)) {
    return { status: 403, reason: 'This server answers only to its own address.' };
  }
  if (!(request.url ?? '').startsWith('/')) {
    return { status: 400, reason: 'The address has to begin with a slash.' };
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, reason: `${request.method ?? 'This method'} is not answered here.` };
  }
  const origins = request.headersDistinct['origin'] ?? [];
  if (origins.length > 1 || origins.some((origin) => !isOwnOrigin(origin, port))) {
    return { status: 403, reason: 'Other sites may not use this server.' };
  }
  const site = request.headers['sec-fetch-site'];
  const navigation = request.headers['sec-fetch-mode'] === 'navigate';
  if (origins.length === 0 && site !== undefined && !['same-origin', 'none'].includes(site) && !navigation) {
    return { status: 403, reason: 'Other sites may not use this server.' };
  }
  return null;
}

/**
 * An upgrade needs an origin as well: every browser sends one, and our own clients do. Who has the token has to speak
 * the same version of the contract too.
 */
export function checkUpgrade(request: IncomingMessage, port: number, token: string): Refusal | null {
  const refusal = checkRequest(request, port);
  if (refusal !== null) return refusal;
  if (request.headers.origin === undefined) return { status: 403, reason: 'An origin is missing.' };
  if (!isToken(tokenOf(request), token)) return { status: 401, reason: 'The token is missing or not valid.' };
  if (!protocolsOf(request).includes(contractProtocol)) {
    return {
      status: 426,
      reason: 'This is another version of Descent. Reload the page, or update the program.',
    };
  }
  return null;
}

/** The subprotocol carries the token: a browser can set no header on a WebSocket, and an address would reach logs. */
export const tokenProtocol = 'descent.';

function tokenOf(request: IncomingMessage): string | null {
  const found = protocolsOf(request).find((name) => name.startsWith(tokenProtocol));
  return found === undefined ? null : found.slice(tokenProtocol.length);
}

function protocolsOf(request: IncomingMessage): readonly string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

function isToken(given: string | null, token: string): boolean {
  if (given === null) return false;
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}

const ownNames = ['127.0.0.1', 'localhost', '[::1]'] as const;

function isOwnHost(host: string | undefined, port: number): boolean {
  return ownNames.some((name) => host === `${name}:${port}`);
}

function isOwnOrigin(origin: string, port: number): boolean {
  return ownNames.some((name) => origin === `http://${name}:${port}`);
}
