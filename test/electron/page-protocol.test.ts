import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPageHandler } from '../../src-main/electron/page/protocol.ts';

describe('the window’s own scheme', () => {
  const folder = mkdtempSync(join(tmpdir(), 'descent-page-'));
  const root = join(folder, 'renderer');
  let answer: ReturnType<typeof createPageHandler>;

  beforeAll(() => {
    mkdirSync(join(root, 'assets'), { recursive: true });
    writeFileSync(join(root, 'index.html'), '<p>page</p>');
    writeFileSync(join(root, 'assets', 'main-1a.js'), 'main()');
    writeFileSync(join(root, 'assets', 'kernel.wasm'), 'wasm');
    writeFileSync(join(root, 'icon.svg'), '<svg/>');
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'));
    symlinkSync(folder, join(root, 'away'));
    answer = createPageHandler(root);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['app://descent/', '<p>page</p>', 'text/html; charset=utf-8'],
    ['app://descent/index.html', '<p>page</p>', 'text/html; charset=utf-8'],
    ['app://descent/index.html?x=1#/runs/12', '<p>page</p>', 'text/html; charset=utf-8'],
    ['app://descent/assets/main-1a.js', 'main()', 'text/javascript; charset=utf-8'],
    ['app://descent/assets/kernel.wasm', 'wasm', 'application/wasm'],
    ['app://descent/icon.svg', '<svg/>', 'image/svg+xml'],
  ])('answers %s with its file and type', async (url, body, type) => {
    const response = await answer({ url, method: 'GET' });
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
      200,
      body,
      type,
    ]);
  });

  it.each([
    'app://descent/../secret.txt',
    'app://descent/assets/../../secret.txt',
    'app://descent/%2e%2e/secret.txt',
    'app://descent/%2e%2e%2fsecret.txt',
    'app://descent/..%2fsecret.txt',
    'app://descent/..%5csecret.txt',
    'app://descent/..\\secret.txt',
    'app://descent/assets/..%5c..%5csecret.txt',
    'app://descent//etc/passwd',
    'app://descent/etc/passwd',
    'app://descent/C:/Windows/win.ini',
    'app://descent/link.txt',
    'app://descent/away/secret.txt',
    'app://descent/assets',
    'app://descent/assets/',
    'app://descent/index.html%00',
    'app://descent/INDEX.HTML',
    'app://other/index.html',
    'app://descent.evil.example/index.html',
    'app://user@descent/index.html',
    'app:///index.html',
    'file:///etc/passwd',
    'not an address',
  ])('answers %s with 404', async (url) => {
    const response = await answer({ url, method: 'GET' });
    expect([response.status, await response.text()]).toEqual([404, 'Nothing is here.\n']);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('answers %s with 405', async (method) => {
    expect((await answer({ url: 'app://descent/', method })).status).toBe(405);
  });

  it('answers HEAD without a body', async () => {
    const response = await answer({ url: 'app://descent/', method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it.each(['app://descent/', 'app://descent/nothing'])('says with %s what the page may do', async (url) => {
    const { headers } = await answer({ url, method: 'GET' });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
    );
  });
});
