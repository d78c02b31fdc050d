import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { nativePackages } from '../base/native-packages.ts';

/**
 * TensorFlow's native module registers itself only when the library is loaded into the process for the first time.
 * Node forgets it with the last thread that holds it, while the library itself stays; whoever loads it then fails
 * with "Module did not self-register". A keeper is a thread that loads it once and stays, so that workers may come
 * and go.
 */
export interface Keeper {
  /** Resolves when the module is held; rejects when it could not be loaded, as no worker will be able to, either. */
  readonly held: Promise<void>;
  /** For tests: the process ends its keepers with itself. */
  close(): Promise<void>;
}

/** Node evaluates it as it is, so that no bundler has to know of another file. */
const source = `
  const { parentPort, workerData } = require('node:worker_threads');
  process.dlopen({ exports: {} }, workerData);
  parentPort.on('message', () => undefined);
  parentPort.postMessage('held');
`;

/** Starts the thread that holds a native module. It does not keep the process alive. */
export function keepLoaded(file: string): Keeper {
  const worker = new Worker(source, { eval: true, workerData: file, name: 'descent-keeper' });
  const held = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error(`the thread that holds ${file} has ended`)));
  });
  // A worker that wants the module says why it cannot be loaded.
  held.catch(() => undefined);
  worker.unref();
  return {
    held,
    close: async () => {
      await worker.terminate();
    },
  };
}

/** The native modules of TensorFlow that are installed where `from`, a file or its URL, finds packages. */
export function installedModules(from: string): readonly string[] {
  const require = createRequire(from);
  return Object.values(nativePackages).flatMap((name) => {
    const folder = folderOf(require, name);
    return folder === null ? [] : (newestBuild(join(folder, 'lib')) ?? []);
  });
}

const kept = new Map<string, Keeper>();

/**
 * Keeps every native module of TensorFlow that is installed, beside the app or among the engines that a user installed,
 * once in a process. Before a worker starts, since one may have been installed since.
 */
export function keepNativeModules(enginesDirectory: string): void {
  const places = Object.keys(nativePackages).map((kind) => join(enginesDirectory, kind, 'package.json'));
  // It tells how it was built at every start otherwise; only the process' own variables reach it.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1';
  for (const file of [import.meta.url, ...places].flatMap(installedModules)) {
    if (!kept.has(file)) kept.set(file, keepLoaded(file));
  }
}

function folderOf(require: NodeJS.Require, name: string): string | null {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** One build a version of Node-API: `napi-v8/tfjs_binding.node`. The package takes the newest. */
function newestBuild(folder: string): string | null {
  if (!existsSync(folder)) return null;
  const [newest] = readdirSync(folder)
    .flatMap((name) => /^napi-v(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a)
    .map((version) => join(folder, `napi-v${version}`, 'tfjs_binding.node'))
    .filter(existsSync);
  return newest ?? null;
}
