import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CodedError } from '#contract/errors.ts';

/** The built window: a fixed set of files read from one folder, by their path in the address. */
export interface Page {
  has(path: string): boolean;
  answer(request: IncomingMessage, response: ServerResponse, path: string): void;
}

/** Where only the protocol is served. */
export const noPage: Page = {
  has: () => false,
  answer: () => {
    throw new Error('no page is served here');
  },
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.json': 'application/json; charset=utf-8',
};

/**
 * Lists the folder once: a path that was not there at the start is not there, so that no path of a request ever
 * reaches the file system. Throws `not_found` when the window has not been built.
 */
export function openPage(directory: string): Page {
  const files = listFiles(directory);
  if (!files.has('/index.html')) {
    throw new CodedError(
      'not_found',
      `The window is not built: ${join(directory, 'index.html')} is missing. Run: npm run build`,
    );
  }
  const kept = new Map<string, { readonly plain: Buffer; readonly zipped: Buffer | null }>();
  const fileOf = (path: string): string | undefined => files.get(path === '/' ? '/index.html' : path);
  const read = (file: string) => {
    const known = kept.get(file);
    if (known !== undefined) return known;
    const plain = readFileSync(file);
    const compressible = /\.(html|js|css|svg|json)$/.test(file);
    const entry = { plain, zipped: compressible ? gzipSync(plain) : null };
    kept.set(file, entry);
    return entry;
  };
  return {
    has: (path) => fileOf(path) !== undefined,
    answer: (request, response, path) => {
      const file = fileOf(path);
      if (file === undefined) throw new Error(`no file for ${path}`);
      const { plain, zipped } = read(file);
      const zip = zipped !== null && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
      const body = zip ? zipped : plain;
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
      // Built files carry a hash of their content in their names; the page itself does not.
      const hashed = path.startsWith('/assets/');
      response.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-store');
      response.setHeader('vary', 'accept-encoding');
      if (zip) response.setHeader('content-encoding', 'gzip');
      response.setHeader('content-length', body.length);
      response.end(request.method === 'HEAD' ? undefined : body);
    },
  };
}

function listFiles(directory: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  let entries;
  try {
    entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  } catch {
    return files;
  }
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(file.slice(directory.length).split(sep).join('/'), file);
  }
  return files;
}
