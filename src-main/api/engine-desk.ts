import { CodedError, toErrorPayload, type ErrorPayload } from '#contract/errors.ts';
import { installedEngines, type EngineInstallation, type InstalledEngine } from '#contract/system.ts';
import {
  installedVersions,
  forgetDownloads,
  installEngine,
  removeEngine,
  type InstallOptions,
} from '../install/engine-store.ts';
import { whyNotOffered } from '../install/packages.ts';

/** Installs engines on behalf of windows, one at a time, and tells how far it is. */
export interface EngineDesk {
  list(): readonly EngineInstallation[];
  /** Throws `conflict` while another one is being installed, and where this platform has no such engine. */
  install(kind: InstalledEngine): void;
  cancel(kind: InstalledEngine): void;
  remove(kind: InstalledEngine): Promise<void>;
  close(): Promise<void>;
}

interface Work {
  readonly kind: InstalledEngine;
  readonly abort: AbortController;
  readonly done: Promise<void>;
  progress: EngineInstallation['installing'];
  /** It was cancelled by a person. */
  isUnwanted: boolean;
}

export function createEngineDesk(
  directory: string,
  install: (kind: InstalledEngine, options: InstallOptions) => Promise<void> = installEngine,
): EngineDesk {
  const errors = new Map<InstalledEngine, ErrorPayload>();
  let work: Work | null = null;
  return {
    list: () =>
      installedEngines.map((kind) => ({
        kind,
        refusal: whyNotOffered(kind),
        versions: installedVersions(directory, kind),
        installing: work?.kind === kind ? work.progress : null,
        error: errors.get(kind) ?? null,
      })),
    install: (kind) => {
      const refusal = whyNotOffered(kind);
      if (refusal !== null) throw new CodedError('conflict', refusal);
      if (work !== null) {
        throw new CodedError(
          'conflict',
          `The engine "${work.kind}" is being installed. Wait for it, or cancel it.`,
        );
      }
      errors.delete(kind);
      const abort = new AbortController();
      const begun: Work = {
        kind,
        abort,
        isUnwanted: false,
        progress: { what: kind, bytes: 0, total: null },
        done: install(kind, {
          directory,
          signal: abort.signal,
          progress: (progress) => {
            begun.progress = progress;
          },
        })
          .catch(async (thrown: unknown) => {
            const error = toErrorPayload(thrown);
            if (error.code !== 'cancelled') errors.set(kind, error);
            // Who cancels does not ask for hundreds of megabytes to lie there; who ends the app may go on later.
            else if (begun.isUnwanted) await forgetDownloads(directory);
          })
          .finally(() => {
            work = null;
          }),
      };
      work = begun;
    },
    cancel: (kind) => {
      if (work?.kind !== kind)
        throw new CodedError('conflict', `The engine "${kind}" is not being installed.`);
      work.isUnwanted = true;
      work.abort.abort();
    },
    remove: async (kind) => {
      errors.delete(kind);
      await removeEngine(kind, directory);
    },
    close: async () => {
      work?.abort.abort();
      await work?.done;
    },
  };
}
