import { migrations, type Migration } from '../../src-main/store/migrations/index.ts';

/** Two later steps, each of which takes long enough to be killed in the middle of it. */
export const slowUpgrade: readonly Migration[] = [
  ...migrations,
  ...[101, 102].map((version) => ({
    version,
    name: `slow ${version}`,
    sql: `CREATE TABLE slow_${version} (id INTEGER PRIMARY KEY, text TEXT) STRICT;
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        INSERT INTO slow_${version} SELECT i, hex(i * 7919) FROM n;
      DELETE FROM slow_${version} WHERE id % 2 = 0;`,
  })),
];
