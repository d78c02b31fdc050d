import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArtifactStore } from '../../src-main/artifact/artifact-store.ts';
import { stream } from '../../src-main/base/random.ts';
import { databaseHealth } from '../../src-main/store/health.ts';
import { openStore } from '../../src-main/store/open.ts';
import { markInterrupted } from '../../src-main/store/tables/interrupted.ts';
import { findMetrics } from '../../src-main/store/tables/metrics.ts';
import { readPoints } from '../../src-main/store/tables/points.ts';
import { runChild } from './child.ts';
import { logged } from './logged-points.ts';
import { addRun, temporaryFolder } from './support.ts';

const kills = 50;
const mostAcknowledgements = 12;
const longestDelayMs = 15;

describe('a process that is killed while it logs', () => {
  it(`loses no acknowledged point, ${kills} times`, { timeout: 300_000 }, async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'descent.db');
    const random = stream(20_261_125, 'kills');
    let store = openStore({ path });
    for (let round = 0; round < kills; round++) {
      const run = addRun(store.db, `round ${round}`);
      store.close();
      const child = runChild('logging-process.ts', folder, String(run), String(round));
      let acknowledged = '';
      for (let left = 1 + random.integer(mostAcknowledgements); left > 0; left--) {
        acknowledged = (await child.line()) ?? acknowledged;
      }
      // A moment that no commit chooses.
      const { promise, resolve } = Promise.withResolvers<undefined>();
      setTimeout(resolve, random.uniform() * longestDelayMs, undefined);
      await promise;
      acknowledged =
        (await child.kill()).findLast((line) => /^\S+ \d+ \S+ \d+ \S+ \d+$/.test(line)) ?? acknowledged;

      store = openStore({ path });
      const { db } = store;
      expect(markInterrupted(db, Date.now())).toEqual([run]);
      expect(db.get('SELECT state FROM runs WHERE id = :run', { run })).toEqual({ state: 'interrupted' });
      const counts = new Map(
        findMetrics(db, run).map(({ id, key }) => [key, { id, points: readPoints(db, id) }]),
      );
      const words = acknowledged.split(' ');
      expect(words).toHaveLength(6);
      for (let i = 0; i < words.length; i += 2) {
        const [key = '', least = ''] = words.slice(i, i + 2);
        const points = counts.get(key)?.points;
        const stored = points?.steps.length ?? 0;
        // What was committed and not yet acknowledged may be there too: a whole batch, and the right one.
        expect(stored).toBeGreaterThanOrEqual(Number(least));
        const { steps, times, values } = logged(key, 0, stored);
        if (stored > 0) expect(points).toEqual({ steps, times, values });
      }
      const artifacts = openArtifactStore(join(folder, 'artifacts'));
      for (const { sha256 } of db.all<{ sha256: string }>('SELECT sha256 FROM artifacts'))
        artifacts.get(sha256);
      expect(databaseHealth(db)).toEqual([]);
    }
    store.close();
  });
});
