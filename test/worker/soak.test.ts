import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { residue, soak } from '../support/soak.ts';

/** Minutes of it: SOAK_SECONDS=600 npm run test:unit -- test/worker/soak.test.ts */
const seconds = Number(process.env['SOAK_SECONDS'] ?? 0);
const workers = 4;
const shortly = 15;
const megabyte = 2 ** 20;

const goOn = (trainings: number, forSeconds: number) => {
  const until = Date.now() + forSeconds * 1000;
  return (begun: number): boolean => begun < trainings || Date.now() < until;
};
const collect = (): void => globalThis.gc?.();

describe('four workers whose trainings end, are stopped, are paused, and die', () => {
  const told: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'descent-soak-'));
  // Workers inherit it; other tests leave theirs elsewhere.
  beforeAll(() => vi.stubEnv('TMPDIR', folder));
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
    for (const line of told) process.stdout.write(`${line}\n`);
  });

  it(
    'leave no thread, no memory and no temporary file',
    async () => {
      // What a process takes once and keeps is taken by the first few.
      await soak({ workers, goesOn: goOn(shortly, 0) });
      collect();
      const before = residue();
      const ends = await soak({ workers, goesOn: goOn(2 * shortly, seconds) });
      collect();
      const after = residue();
      const trainings = Object.values(ends).reduce((sum, count) => sum + count, 0);
      told.push(
        `soak: ${trainings} trainings ${JSON.stringify(ends)}, threads ${before.threads} → ${after.threads}, ` +
          `${Math.round(before.memoryBytes / megabyte)} → ${Math.round(after.memoryBytes / megabyte)} MB`,
      );
      expect(ends['complete']).toBeGreaterThan(0);
      expect(ends['stopped']).toBeGreaterThan(0);
      expect(ends['failed']).toBeGreaterThan(0);
      expect(after.threads).toBeLessThanOrEqual(before.threads);
      expect(after.temporaryFiles).toEqual([]);
      // A worker is 65 MB and more. What the C library keeps of ended threads comes and goes by as much.
      expect(after.memoryBytes).toBeLessThan(before.memoryBytes * 1.05 + 128 * megabyte);
    },
    (seconds + 120) * 1000,
  );
});
