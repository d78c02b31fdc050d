import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, type, version } from 'node:os';
import { readMemory } from './memory.ts';

export interface MachineInfo {
  /** Name and version in words. */
  readonly os: string;
  readonly cpu: string;
  /** Cores that this process may use, which an affinity or a container may have made fewer. */
  readonly cores: number;
  readonly memoryBytes: number;
}

/** What the machine is. Asks `node:os` and one file; starts no program. */
export function machineInfo(): MachineInfo {
  return {
    os: operatingSystem({
      platform: process.platform,
      type: type(),
      release: release(),
      version: version(),
      osRelease: process.platform === 'linux' ? osRelease() : '',
    }),
    cpu: cpus()[0]?.model.trim() || `unknown (${process.arch})`,
    cores: availableParallelism(),
    memoryBytes: readMemory().totalBytes,
  };
}

export interface OperatingSystemSources {
  readonly platform: NodeJS.Platform;
  readonly type: string;
  readonly release: string;
  readonly version: string;
  /** Text of /etc/os-release, empty where there is none. */
  readonly osRelease: string;
}

/** For example `Debian GNU/Linux 12 (bookworm), Linux 6.1.0`, `macOS 15, Darwin 24.1.0`, `Windows 11 Pro, 10.0.22631`. */
export function operatingSystem(sources: OperatingSystemSources): string {
  const kernel = `${sources.type} ${sources.release}`;
  switch (sources.platform) {
    case 'win32':
      return `${sources.version}, ${sources.release}`;
    case 'darwin': {
      const name = macosVersion(sources.release);
      return name === null ? kernel : `macOS ${name}, ${kernel}`;
    }
    default: {
      const name = /^PRETTY_NAME=(["']?)(.*)\1$/m.exec(sources.osRelease)?.[2];
      return name === undefined ? kernel : `${name}, ${kernel}`;
    }
  }
}

/** Darwin 20 to 24 are macOS 11 to 15; since Darwin 25 macOS is named after the year that follows. */
function macosVersion(release: string): number | null {
  const darwin = Number.parseInt(release, 10);
  if (!(darwin >= 20)) return null;
  return darwin <= 24 ? darwin - 9 : darwin + 1;
}

function osRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
