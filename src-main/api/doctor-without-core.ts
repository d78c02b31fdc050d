import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DoctorReport } from '#contract/system.ts';
import { createWorkerClient } from '../worker/client.ts';
import { spawnWorker } from '../worker/spawn.ts';
import type { CoreOptions } from './core.ts';
import { examine } from './doctor.ts';

/** The doctor's report where the data directory could not be opened: there is none, or `error` is why. */
export async function examineWithout(options: CoreOptions, error: unknown): Promise<DoctorReport> {
  const { dataDirectory, resourcesDirectory, workerUrl } = options;
  const workerData = {
    resourcesDirectory,
    datasetsDirectory: join(dataDirectory, 'datasets'),
    enginesDirectory: join(dataDirectory, 'engines'),
  };
  const worker = createWorkerClient(() => spawnWorker({ url: workerUrl, workerData }));
  try {
    return await examine({
      dataDirectory,
      database: existsSync(dataDirectory) ? { error } : null,
      engines: () => worker.run('engines', {}).result,
    });
  } finally {
    await worker.close();
  }
}
