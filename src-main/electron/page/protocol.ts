import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { contentSecurityPolicy } from '../../serve/headers.ts';
import { contentTypes, listPageFiles } from '../../serve/page.ts';
import { isOwnOrigin } from './origin.ts';

const headers = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
};

/**
 * Answers `app://descent/…` with the files of the built window and nothing else: 404 for every other path, 405 for
 * everything but reading. The files are listed once: what is not among them is not there, so that no path of a request
 * ever reaches the file system.
 */
export function createPageHandler(
  directory: string,
): (request: { readonly url: string; readonly method: string }) => Promise<Response> {
  const files = listPageFiles(directory);
  return async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return refuse(405);
    const file = isOwnOrigin(url) ? files.get(pathOf(url)) : undefined;
    if (file === undefined) return refuse(404);
    const type = contentTypes[extname(file)] ?? 'application/octet-stream';
    return new Response(method === 'HEAD' ? null : await readFile(file), {
      headers: { ...headers, 'content-type': type },
    });
  };
}

function refuse(status: 404 | 405): Response {
  return new Response(status === 404 ? 'Nothing is here.\n' : 'Only reading is answered here.\n', {
    status,
    headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
  });
}

/** The path as it was sent: nothing is decoded, since the names of built files need no decoding. */
function pathOf(url: string): string {
  const { pathname } = new URL(url);
  return pathname === '/' ? '/index.html' : pathname;
}
