import type { EngineStatus, SystemInfo } from '#contract/system.ts';
import { Asked } from './async.svelte.ts';
import { connection } from './connection.svelte.ts';
import { trashedTopic } from './runs/run-actions.ts';
import { toasts } from './toasts.svelte.ts';

const info = new Asked<SystemInfo>();
const engines = new Asked<readonly EngineStatus[]>();
let emptying = $state(false);

/** What this machine has and where the data is. */
export const system = {
  get info(): SystemInfo | null {
    return info.value;
  },
  get error(): unknown {
    return info.error;
  },
  get engines(): readonly EngineStatus[] | null {
    return engines.value;
  },
  get enginesError(): unknown {
    return engines.error;
  },
  get emptying(): boolean {
    return emptying;
  },
  load(): void {
    void info.ask(() => connection.client.call('system.info', {}));
    void engines.ask(() => connection.client.call('system.engines', {}));
  },
  /** Deletes for good what is in the trash. Throws what the core throws. */
  async emptyTrash(): Promise<{ readonly runs: number; readonly freedBytes: number }> {
    emptying = true;
    try {
      const emptied = await connection.client.call('runs.emptyTrash', {});
      toasts.withdraw(trashedTopic);
      return emptied;
    } finally {
      emptying = false;
      system.load();
    }
  },
};
