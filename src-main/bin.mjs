#!/usr/bin/env node
// Runs on any Node: where this one is too old for Descent, the Node among its packages takes over.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);
const goodEnough = runsTypeScript && Number(process.versions.napi ?? 0) >= 10;

if (goodEnough) {
  const { main } = await import('./cli.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const candidates = [
    `../node_modules/node-${system}-${process.arch}/bin/${file}`,
    `../node_modules/node-${system}-${process.arch}/${file}`,
  ].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const newer = candidates.find((path) => existsSync(path));
  if (newer === undefined) {
    console.error(
      `Descent needs Node 22.18 or newer; this is ${process.versions.node}. Install a newer Node, or run "npm install" in Descent's folder.`,
    );
    process.exitCode = 1;
  } else {
    const child = spawn(newer, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
      stdio: 'inherit',
    });
    // Ctrl+C reaches both by itself; what is sent to this process alone has to be passed on.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? (signal === null ? 1 : 130);
    });
  }
}
