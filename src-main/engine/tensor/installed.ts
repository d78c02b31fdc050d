import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installedEngines, type InstalledEngine } from '#contract/system.ts';
import { nativePackages } from '../../base/native-packages.ts';

const mainPackages = {
  ...nativePackages,
  webgpu: '@tensorflow/tfjs-backend-webgpu',
} as const satisfies Record<InstalledEngine, string>;

let directory: string | null = null;

/** Where `descent engine install` puts engines: one folder each. Once in a thread, before an engine is opened. */
export function findEnginesIn(folder: string): void {
  if (directory === null) shareTensorflow();
  directory = folder;
}

/** The version of a package of an engine, where it was imported from. */
export function versionOf(kind: InstalledEngine, name: string): string {
  const folder = folderOf(kind, name);
  const path =
    folder === null
      ? createRequire(import.meta.url).resolve(`${name}/package.json`)
      : join(folder, 'package.json');
  // Every package on npm has one.
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
  return version;
}

/** Where engines are installed; null in a thread that was not told. */
export function enginesDirectory(): string | null {
  return directory;
}

/** Which engines are installed, in which versions: other text whenever that changes. */
export function installedState(): string {
  return installedEngines
    .map((kind) => {
      const path = directory === null ? null : join(directory, kind, 'installed.json');
      return path !== null && existsSync(path) ? `${kind} ${readFileSync(path, 'utf8')}` : kind;
    })
    .join('\n');
}

/** Whether an engine's package is where engines are installed, or beside the app. Whether it works, only opening tells. */
export function isInstalled(kind: InstalledEngine): boolean {
  const name = mainPackages[kind];
  if (folderOf(kind, name) !== null) return true;
  try {
    createRequire(import.meta.url).resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

/** Imports a package of an engine from where engines are installed, else from beside the app. */
export function importOf(kind: InstalledEngine): (name: string) => Promise<unknown> {
  return async (name) => {
    const folder = folderOf(kind, name);
    if (folder === null) return import(name);
    const file = createRequire(join(folder, 'package.json')).resolve(name);
    return import(pathToFileURL(file).href);
  };
}

function folderOf(kind: InstalledEngine, name: string): string | null {
  const folder = directory === null ? null : join(directory, kind, 'node_modules', name);
  return folder !== null && existsSync(folder) ? folder : null;
}

/** A module's URL has no links in it, which the way to the engines may have. */
function isOfEngine(url: string | undefined): boolean {
  if (url === undefined || directory === null || !existsSync(directory)) return false;
  return url.startsWith(pathToFileURL(join(realpathSync(directory), sep)).href);
}

/** Engines come without TensorFlow.js' core: they work on the app's, whose tensors are theirs too. */
function shareTensorflow(): void {
  const own = createRequire(import.meta.url);
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      if (specifier !== '@tensorflow/tfjs-core' || !isOfEngine(context.parentURL)) {
        return nextResolve(specifier, context);
      }
      return { url: pathToFileURL(own.resolve(specifier)).href, format: 'commonjs', shortCircuit: true };
    },
  });
}
