import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from './build.ts';
import { findElectron } from './electron-binary.ts';
import { electronObstacle } from './electron-obstacle.ts';
import { startServe } from './serve-child.ts';

/**
 * `npm run dev`: the window with hot reload. In Electron where that can open one; else in a browser, by Vite's server,
 * which passes the protocol on to `serve`.
 */
const root = resolve(import.meta.dirname, '..', '..');
const executable = findElectron(root);

process.exitCode =
  executable !== null && electronObstacle(executable) === null ? await inElectron() : await inBrowser();

async function inElectron(): Promise<number> {
  const script = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const child = spawn(process.execPath, [script, 'dev'], { cwd: root, stdio: 'inherit' });
  // Ctrl+C reaches it by itself.
  process.on('SIGINT', () => undefined);
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 130;
}

async function inBrowser(): Promise<number> {
  if (!existsSync(join(root, 'out', 'renderer', 'index.html'))) await build(root);
  const serve = await startServe(root, undefined);
  // Imported here: they are large.
  const { createServer } = await import('vite');
  const { svelte } = await import('@sveltejs/vite-plugin-svelte');
  const { origin } = new URL(serve.address.url);
  const server = await createServer({
    root: join(root, 'src-renderer'),
    configFile: false,
    plugins: [svelte()],
    server: {
      host: '127.0.0.1',
      // The server of the core answers only to its own address and origin.
      proxy: { '/rpc': { target: origin, ws: true, changeOrigin: true, rewriteWsOrigin: true } },
    },
  });
  await server.listen();
  const page = server.resolvedUrls?.local[0] ?? '';
  process.stderr.write(
    `Hot reload of the window:\n\n  ${page}#token=${serve.address.token}\n\nCtrl+C ends it.\n`,
  );
  const code = await serve.ended;
  await server.close();
  return code;
}
