import type { LineageEntry, SettingChange } from '#contract/lineage.ts';
import { flattenParams } from '#contract/param.ts';
import type { RunState } from '#contract/run.ts';
import type { ReadDatabase } from '../store/database.ts';
import { noSuchRun } from '../store/tables/run-row.ts';

interface LineageRecord {
  readonly id: number;
  readonly name: string;
  readonly state: RunState;
  readonly color: number;
  readonly spec: string;
  readonly parent: number | null;
  readonly step: number | null;
  readonly last: number | null;
  readonly removed: number | null;
}

/** So many runs of one family tree are told at most, those nearest to the first one. */
const mostRuns = 500;

/**
 * The first of the runs that this one came from, and all that came from that, parents before children and siblings
 * in the order of their numbers. A run that nothing came from, or that came from nothing, is alone. Throws `not_found`.
 */
export function lineageOf(db: ReadDatabase, run: number): readonly LineageEntry[] {
  const first = db.get<{ id: number }>(
    `WITH RECURSIVE above (id, depth) AS (
      SELECT @run, 0
      UNION ALL
      SELECT r.parent_id, above.depth + 1 FROM above JOIN runs AS r ON r.id = above.id WHERE r.parent_id IS NOT NULL
    )
    SELECT above.id FROM above JOIN runs AS r ON r.id = above.id ORDER BY depth DESC LIMIT 1`,
    { run },
  );
  if (first === undefined) throw noSuchRun(run);
  const records = db.all<LineageRecord>(
    `WITH RECURSIVE below (id, depth) AS (
      SELECT @first, 0
      UNION ALL
      SELECT r.id, below.depth + 1 FROM below JOIN runs AS r ON r.parent_id = below.id
      ORDER BY 2, 1 LIMIT ${mostRuns}
    )
    SELECT r.id, r.name, r.state, r.color, r.spec, r.parent_id AS parent, r.branch_step AS step,
      r.removed_at AS removed, (SELECT max(last_step) FROM latest_metrics AS l WHERE l.run_id = r.id) AS last
    FROM below CROSS JOIN runs AS r ON r.id = below.id
    WHERE r.trashed_at IS NULL OR r.removed_at IS NOT NULL OR r.id = @run
    ORDER BY below.depth, r.id`,
    { first: first.id, run },
  );
  const byId = new Map(records.map((record) => [record.id, record]));
  return records.map((record) => entryOf(record, byId.get(record.parent ?? -1) ?? null));
}

function entryOf(record: LineageRecord, parent: LineageRecord | null): LineageEntry {
  const { id, name, state, color, step, last, removed } = record;
  return {
    run: id,
    name,
    state,
    color,
    parent: parent === null ? null : parent.id,
    branchStep: step,
    lastStep: last ?? step ?? 0,
    changes: parent === null ? [] : changesBetween(parent.spec, record.spec),
    removed: removed !== null,
  };
}

/** What says nothing about how a run is trained. */
const labels = /^(name|experiment|tags\.\d+|version)$/;

function changesBetween(before: string, now: string): readonly SettingChange[] {
  const [from, to] = [flattenParams(JSON.parse(before)), flattenParams(JSON.parse(now))];
  const paths = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return paths
    .filter((path) => !labels.test(path) && !Object.is(from[path], to[path]))
    .filter((path) => {
      // What came and went with a kind is said with the kind.
      const kind = path.replace(/[^.]+$/, 'kind');
      return (
        path === kind || from[kind] === to[kind] || (Object.hasOwn(from, path) && Object.hasOwn(to, path))
      );
    })
    .map((path) => ({ path, from: from[path] ?? null, to: to[path] ?? null }));
}
