import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
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

export const contentTypes: Readonly<Record<string, string>> = {
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
  const files = listPageFiles(directory);
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
      response.setHeader('content-type', contentTypes[extname(file)] ?? 'application/octet-stream');
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

/**
 * Files below a folder by their path in an address ("/assets/main.js"); none for a folder that is missing. Links are
 * left out, since they may lead away. One folder after the other: this works inside an Electron archive too.
 */
export function listPageFiles(directory: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const visit = (folder: string, path: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = join(folder, entry.name);
      if (entry.isDirectory()) visit(file, `${path}/${entry.name}`);
      else if (entry.isFile()) files.set(`${path}/${entry.name}`, file);
    }
  };
  if (existsSync(directory)) visit(directory, '');
  return files;
}
