// Plain JavaScript for any Node: what runs before it is known that this one can run Descent.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);

/** Whether this Node runs TypeScript as it is and can load SQLite. */
export const isSuitable = runsTypeScript && Number(process.versions.napi ?? 0) >= 10;

/**
 * Keeps compiled code for the next start, which halves the time to the first answer; worker threads find the folder in
 * the environment. It lies beside the packages, where nobody else can write: whoever writes there writes the program.
 */
export function keepCompiledCode() {
  const folder = fileURLToPath(new URL('../node_modules/.cache/descent', import.meta.url));
  module.enableCompileCache?.(folder);
  process.env.NODE_COMPILE_CACHE ??= folder;
}

/**
 * Runs a script again on the Node among Descent's packages and resolves to its exit code; where there is none, says in
 * one line what to install.
 */
export async function runOnNewerNode(scriptUrl, args) {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  // One of the packages is named after another pattern than its sisters.
  const packages = [`node-${system}-${process.arch}`, `node-bin-${system}-${process.arch}`];
  const newer = packages
    .flatMap((name) => [`${name}/bin/${file}`, `${name}/${file}`])
    .map((path) => new URL(`../node_modules/${path}`, import.meta.url))
    .map((url) => fileURLToPath(url))
    .find((path) => existsSync(path));
  if (newer === undefined) {
    console.error(
      `Descent needs Node 22.18 or newer; this is ${process.versions.node}. Install a newer Node, or run "npm install" in Descent's folder.`,
    );
    return 1;
  }
  // In a group of its own, so that whoever stops this process decides what the child hears, and hears it once.
  const child = spawn(newer, [fileURLToPath(scriptUrl), ...args], {
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 130));
  });
}
