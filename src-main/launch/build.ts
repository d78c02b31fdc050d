import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a build makes; the oldest of them tells when it was made. */
const products = [
  'out/main/main.js',
  'out/main/worker.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
];
/** What goes into it. */
const sources = ['src-main', 'src-renderer', 'package.json', 'package-lock.json', 'electron.vite.config.ts'];

/** Whether the build is there and no source was changed since. */
export function isBuilt(root: string): boolean {
  const paths = products.map((path) => join(root, path));
  if (!paths.every((path) => existsSync(path))) return false;
  const builtAt = Math.min(...paths.map((path) => statSync(path).mtimeMs));
  return sources.every((path) => newestChange(join(root, path)) <= builtAt);
}

/** Builds; rejects with the builder's last words when it fails. */
export async function build(root: string): Promise<void> {
  const script = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  if (!existsSync(script)) throw new Error('the packages are not installed. Run: npm install');
  const child = spawn(process.execPath, [script, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (output += text));
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the build failed:\n${output.trim()}`);
}

/** In milliseconds since 1970: of the file, or of the newest file and folder below. Removing a file changes its folder. */
function newestChange(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestChange(join(path, name))),
    stat.mtimeMs,
  );
}
