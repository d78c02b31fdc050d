import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '#contract/errors.ts';
import { installedEngines, type InstalledEngine } from '#contract/system.ts';
import { buildBinding } from './build-binding.ts';
import { diskFull, download, isDiskFull, type InstallProgress } from './download.ts';
import { enginePackages, whyNotOffered, type EnginePackage } from './packages.ts';
import { configuredRegistry, type Registry } from './registry.ts';
import { unpack } from './unpack.ts';

export interface InstallOptions {
  /** Holds one folder an engine. */
  readonly directory: string;
  readonly registry?: Registry;
  readonly packages?: readonly EnginePackage[];
  readonly signal?: AbortSignal;
  readonly progress?: (progress: InstallProgress) => void;
}

/** Not a name of an engine; what is in it is gone on with, or left over. */
const workFolder = '.work';
const recordName = 'installed.json';

/** The versions that are installed, or null. */
export function installedVersions(
  directory: string,
  kind: InstalledEngine,
): Readonly<Record<string, string>> | null {
  const path = join(directory, kind, recordName);
  // Written below.
  return existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string>>)
    : null;
}

/**
 * Downloads an engine, checks it, unpacks it beside the others, and puts it in its place in one step: what was
 * there before works until then, and what is there is whole. Throws as `download` does, and `conflict` where this
 * platform has no such engine or its native part cannot be had.
 */
export async function installEngine(kind: InstalledEngine, options: InstallOptions): Promise<void> {
  const { directory, registry = configuredRegistry(), signal } = options;
  const offered = whyNotOffered(kind);
  if (offered !== null) throw new CodedError('conflict', offered);
  const work = join(directory, workFolder);
  const fresh = join(work, `new-${kind}`);
  const packages = options.packages ?? enginePackages[kind];
  try {
    await rm(fresh, { recursive: true, force: true });
    for (const { name, version, sha512, keeps } of packages) {
      options.progress?.({ what: `${name} ${version}`, bytes: 0, total: null });
      const archive = join(work, `${name.replaceAll('/', '-')}-${version}.tgz`);
      await download({
        ...registry.tarball(name, version),
        sha512,
        path: archive,
        ...(signal === undefined ? {} : { signal }),
        progress: (bytes, total) => options.progress?.({ what: `${name} ${version}`, bytes, total }),
      });
      await unpack(archive, join(fresh, 'node_modules', name), keeps);
    }
    if (kind !== 'webgpu') await buildBinding(kind, { ...options, work, engine: fresh });
    await writeFile(join(fresh, 'package.json'), '{ "private": true }\n');
    const versions = Object.fromEntries(packages.map(({ name, version }) => [name, version]));
    await writeFile(join(fresh, recordName), `${JSON.stringify(versions, null, 2)}\n`);
    await takePlace(fresh, join(directory, kind), join(work, `old-${kind}`));
    await rm(work, { recursive: true, force: true });
  } catch (thrown) {
    const error = isDiskFull(thrown) ? diskFull(work) : thrown;
    const full = error instanceof CodedError && error.code === 'storage_full';
    // What was downloaded is gone on with the next time, but it must not be what fills the disk.
    await rm(full ? work : fresh, { recursive: true, force: true });
    throw error;
  }
}

/** Takes away what a cancelled installation downloaded and would have gone on with. */
export async function forgetDownloads(directory: string): Promise<void> {
  await rm(join(directory, workFolder), { recursive: true, force: true });
}

/** Throws `not_found` where it is not installed. Runs that use it keep what they have loaded. */
export async function removeEngine(kind: InstalledEngine, directory: string): Promise<void> {
  if (!existsSync(join(directory, kind))) {
    const there = installedEngines.filter((other) => existsSync(join(directory, other)));
    const list = there.length === 0 ? 'None is' : `Installed: ${there.join(', ')}`;
    throw new CodedError('not_found', `The engine "${kind}" is not installed. ${list}.`);
  }
  const old = join(directory, workFolder, `old-${kind}`);
  await mkdir(join(directory, workFolder), { recursive: true });
  await rm(old, { recursive: true, force: true });
  await rename(join(directory, kind), old);
  await rm(old, { recursive: true, force: true });
}

async function takePlace(fresh: string, place: string, old: string): Promise<void> {
  await rm(old, { recursive: true, force: true });
  if (existsSync(place)) await rename(place, old);
  await rename(fresh, place);
}
