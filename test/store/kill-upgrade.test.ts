import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src-main/base/random.ts';
import { databaseHealth } from '../../src-main/store/health.ts';
import { latestVersion, migrations } from '../../src-main/store/migrations/index.ts';
import { openStore } from '../../src-main/store/open.ts';
import { appendPoints } from '../../src-main/store/tables/points.ts';
import { runChild } from './child.ts';
import { logged } from './logged-points.ts';
import { slowUpgrade } from './slow-upgrade.ts';
import { addRun, temporaryFolder } from './support.ts';

const kills = 15;
/** About as long as the upgrade takes on two cores, so that kills fall into every part of it. */
const upgradeMs = 250;

interface Content {
  readonly version: number;
  /** Rows of each slow table: all of them, or no table. */
  readonly slow: readonly number[];
  readonly points: number;
}

function contentOf(path: string): Content {
  const handle = new Sqlite(path);
  try {
    const tables = handle.prepare(`SELECT name FROM sqlite_schema WHERE name LIKE 'slow_%'`).pluck().all();
    return {
      version: Number(handle.pragma('user_version', { simple: true })),
      slow: tables.map((name) =>
        Number(
          handle
            .prepare(`SELECT count(*) FROM ${String(name)}`)
            .pluck()
            .get(),
        ),
      ),
      points: Number(handle.prepare('SELECT sum(count) FROM latest_metrics').pluck().get()),
    };
  } finally {
    handle.close();
  }
}

describe('an upgrade that is killed', () => {
  it(`leaves the old version or the new, nothing between, ${kills} times`, { timeout: 120_000 }, async () => {
    const random = stream(7, 'kills of an upgrade');
    const source = join(temporaryFolder(), 'descent.db');
    const original = openStore({ path: source });
    appendPoints(original.db, addRun(original.db), [logged('loss', 0, 20_000)]);
    original.close();
    const old = latestVersion(migrations);
    const whole = [
      { version: old, slow: [], points: 20_000 },
      { version: 101, slow: [50_000], points: 20_000 },
      { version: 102, slow: [50_000, 50_000], points: 20_000 },
    ];
    for (let round = 0; round < kills; round++) {
      const folder = temporaryFolder();
      const path = join(folder, 'descent.db');
      copyFileSync(source, path);
      const child = runChild('upgrading-process.ts', path);
      expect(await child.line()).toBe('begins');
      const { promise, resolve } = Promise.withResolvers<undefined>();
      setTimeout(resolve, random.uniform() * upgradeMs, undefined);
      await promise;
      await child.kill();

      expect(whole).toContainEqual(contentOf(path));
      const copy = `${path}.before-v102`;
      if (readdirSync(folder).includes('descent.db.before-v102')) expect(contentOf(copy)).toEqual(whole[0]);
      const store = openStore({ path, migrations: slowUpgrade });
      expect(databaseHealth(store.db)).toEqual([]);
      store.close();
      expect([contentOf(path), contentOf(copy)]).toEqual([whole[2], whole[0]]);
      expect(readdirSync(folder).sort()).toEqual(['descent.db', 'descent.db.before-v102']);
    }
  });
});
