import type { EngineInstallation, InstalledEngine } from '#contract/system.ts';
import { connection } from './connection.svelte.ts';
import { system } from './system.svelte.ts';

/** While an engine is being installed, how far it is is asked for this often. */
const everyMs = 400;

let installations = $state.raw<readonly EngineInstallation[]>([]);
let asking: ReturnType<typeof setTimeout> | null = null;

/** Engines that a user may install, and how far that is. */
export const engines = {
  of(kind: string): EngineInstallation | null {
    return installations.find((installation) => installation.kind === kind) ?? null;
  },
  /** One is being installed, and only one may be. */
  get busy(): boolean {
    return installations.some(({ installing }) => installing !== null);
  },
  async load(): Promise<void> {
    if (asking !== null) clearTimeout(asking);
    asking = null;
    const wasBusy = engines.busy;
    installations = await connection.client.call('engines.installations', {});
    if (engines.busy) asking = setTimeout(() => void engines.load().catch(() => undefined), everyMs);
    else if (wasBusy) system.load();
  },
  /** These throw what the core throws. */
  async install(kind: InstalledEngine): Promise<void> {
    await connection.client.call('engines.install', { kind });
    await engines.load();
  },
  async cancel(kind: InstalledEngine): Promise<void> {
    await connection.client.call('engines.cancel', { kind });
    await engines.load();
  },
  async remove(kind: InstalledEngine): Promise<void> {
    await connection.client.call('engines.remove', { kind });
    await engines.load();
    system.load();
  },
};
