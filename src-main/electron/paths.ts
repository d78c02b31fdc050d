import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface AppPaths {
  /** The built window. */
  readonly page: string;
  readonly preload: string;
  readonly worker: URL;
  /** Samples and guide. */
  readonly resources: string;
  /** Null in a package, which carries its icon itself. */
  readonly icon: string | null;
}

export interface PathOptions {
  /** The folder of the running main.js: `out/main`. */
  readonly mainDirectory: string;
  readonly packaged: boolean;
  /** Electron's folder for what lies beside the archive. */
  readonly resourcesPath: string;
}

/** Where the parts of the app are, seen from its built main script. */
export function appPaths({ mainDirectory, packaged, resourcesPath }: PathOptions): AppPaths {
  const resources = packaged ? join(resourcesPath, 'descent') : join(mainDirectory, '..', '..', 'resources');
  return {
    page: join(mainDirectory, '..', 'renderer'),
    preload: join(mainDirectory, '..', 'preload', 'preload.cjs'),
    worker: pathToFileURL(join(mainDirectory, 'worker.js')),
    resources,
    icon: packaged ? null : join(resources, 'icons', 'icon.png'),
  };
}
