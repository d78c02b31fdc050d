import { isGoal, metricDirection } from '#contract/metric.ts';
import type { MethodOutput, ParsedInput } from '#contract/methods/index.ts';
import type { ComparedGroup, ComparedMember } from '#contract/group-comparison.ts';
import { notComparable, type NotComparable } from '#contract/comparable.ts';
import { figuresOf } from '#contract/evaluation.ts';
import type { RunRow } from '#contract/run.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import { decode } from '#contract/wire.ts';
import { spreadOf } from '../base/spread.ts';
import type { ReadDatabase } from '../store/database.ts';
import { compareRuns } from './compare.ts';
import { groupDifferences, type MeasuredGroup } from './group-differences.ts';
import { likeRuns } from './like-runs.ts';
import { loadRunRows } from './run-rows.ts';

/** Metrics that say most about a model, before all others. */
const first = ['val/accuracy', 'val/r2', 'val/loss', 'train/accuracy', 'train/loss'];

/**
 * Whether the settings of some runs are better than those of the first of them, by all of their seeds and folds: each
 * group's values of a metric, and its difference to the first group with an interval and the part of chance. Throws
 * `not_found` for a run that is not there.
 */
export function compareGroups(
  db: ReadDatabase,
  { runs, metric, method, pairs, others }: ParsedInput<'runs.compareGroups'>,
  now: number,
): MethodOutput<'runs.compareGroups'> {
  const asked = [...new Set(runs)];
  const comparison = compareRuns(db, asked, now);
  const like = likeRuns(db, asked, others);
  const rows = new Map(
    loadRunRows(
      db,
      like.flatMap((group) => [...group.asked, ...group.others]),
      now,
    ).map((row) => [row.id, row]),
  );
  const rowsOf = like.map((group) => [...group.asked, ...group.others].flatMap((id) => rows.get(id) ?? []));
  const metrics = commonMetrics(rowsOf);
  const key = metric ?? metrics[0] ?? 'val/loss';
  const direction = isGoal(key)
    ? (comparison.metrics.find((one) => one.key === key)?.direction ?? metricDirection(key))
    : null;
  const apart = notComparable(key, comparison.differences);
  const names = groupNames(
    rowsOf,
    like.map(({ asked: own }) => own[0] ?? 0),
  );
  const chosen = rowsOf.map((own) => chooseMembers(own, key));
  const groups = rowsOf.map((own, index): ComparedGroup => {
    const members = chosen[index]?.members ?? [];
    return {
      name: names[index] ?? '',
      run: like[index]?.asked[0] ?? own[0]?.id ?? 0,
      members,
      spread: spreadOf(members.map(({ value }) => value)),
    };
  });
  const measured = groups.map((group, index): MeasuredGroup => ({
    ...group,
    heldOutShare: heldOutShare(db, rowsOf[index] ?? [], group.members),
  }));
  const { differences, notes } = groupDifferences(measured, { metric: key, direction, apart, method, pairs });
  return {
    metric: key,
    direction,
    metrics,
    apart,
    groups,
    differences,
    notes: [
      ...(apart === null ? [] : [apartNote(apart)]),
      ...(groups.length === 1 ? [say('comparison.oneGroup')] : []),
      ...notes,
      ...countNote(
        'comparison.leftOut',
        chosen.reduce((sum, { leftOut }) => sum + leftOut, 0),
      ),
      ...countNote(
        'comparison.repeated',
        chosen.reduce((sum, { repeated }) => sum + repeated, 0),
      ),
    ],
  };
}

function countNote(code: 'comparison.leftOut' | 'comparison.repeated', count: number): Sentence[] {
  return count === 0 ? [] : [say(code, { count })];
}

function apartNote(apart: NotComparable): Sentence {
  if (apart === 'dataset') return say('comparison.apartDataset');
  return apart === 'target' ? say('comparison.apartTarget') : say('comparison.apartLoss');
}

/** Keys that runs of at least two groups have (of the one group where there is no other), goals alone. */
function commonMetrics(groups: readonly (readonly RunRow[])[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const group of groups) {
    for (const key of new Set(group.flatMap(({ metrics }) => Object.keys(metrics)))) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const rank = (key: string): number => {
    const place = first.indexOf(key);
    return place >= 0 ? place : first.length + (key.startsWith('val/') ? 0 : 1);
  };
  return [...counts]
    .filter(([key, count]) => count >= Math.min(2, groups.length) && isGoal(key))
    .map(([key]) => key)
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** One run of each seed and fold, the one that was asked for before others; in the order of folds and seeds. */
function chooseMembers(
  rows: readonly RunRow[],
  key: string,
): { readonly members: readonly ComparedMember[]; readonly leftOut: number; readonly repeated: number } {
  const members = new Map<string, ComparedMember>();
  let leftOut = 0;
  let repeated = 0;
  for (const row of rows) {
    const value = row.metrics[key]?.final;
    if (row.state !== 'complete' || value === undefined || !Number.isFinite(value)) {
      leftOut++;
      continue;
    }
    const member = { run: row.id, seed: numberAt(row, 'seed'), fold: foldOf(row), value };
    const place = `${member.seed} ${member.fold}`;
    if (members.has(place)) repeated++;
    else members.set(place, member);
  }
  const sorted = [...members.values()].sort(
    (a, b) => (a.fold ?? 0) - (b.fold ?? 0) || (a.seed ?? 0) - (b.seed ?? 0),
  );
  return { members: sorted, leftOut, repeated };
}

/** Which fold a run holds out, from 0; a spec that names none holds out the first. */
function foldOf(row: RunRow): number | null {
  return numberAt(row, 'dataset.split.folds') === null ? null : (numberAt(row, 'dataset.split.fold') ?? 0);
}

function numberAt({ params }: RunRow, path: string): number | null {
  const value = params[path];
  return typeof value === 'number' ? value : null;
}

/**
 * Held-out rows per training row where each member drew its rows anew from the same data, so that their values depend
 * on each other; 0 where all held out the same rows.
 */
function heldOutShare(db: ReadDatabase, rows: readonly RunRow[], members: readonly ComparedMember[]): number {
  const [member] = members;
  const row = rows.find(({ id }) => id === member?.run);
  if (row === undefined || member === undefined) return 0;
  const kind = row.params['dataset.split.kind'];
  const drawsAnew = kind === 'random' || kind === 'stratified' || kind === 'group';
  const differs = members.some(
    (other) => other.fold !== member.fold || (drawsAnew && other.seed !== member.seed),
  );
  if (!differs) return 0;
  const found = db.get<{ value: Uint8Array }>(
    `SELECT value FROM results WHERE run_id = @run AND name = 'evaluation'`,
    { run: member.run },
  );
  const { evaluation } = figuresOf(found === undefined ? {} : { evaluation: decode(found.value) });
  return evaluation === null || !(evaluation.trainRows > 0) ? 0 : evaluation.rows / evaluation.trainRows;
}

/** Their family's name or the run's own; where two are called alike, with what differs first. */
function groupNames(groups: readonly (readonly RunRow[])[], runs: readonly number[]): readonly string[] {
  const rows = groups.map((group, index) => group.find(({ id }) => id === runs[index]) ?? group[0]);
  const plain = rows.map((row) => row?.family?.name ?? row?.name ?? '');
  return plain.map((name, index) => {
    if (plain.filter((other) => other === name).length === 1) return name;
    const settings = differingSettings(rows, index);
    return settings === '' ? `${name} (run ${runs[index] ?? 0})` : `${name} (${settings})`;
  });
}

const mostSettings = 2;

function differingSettings(rows: readonly (RunRow | undefined)[], index: number): string {
  const own = rows[index]?.params ?? {};
  return Object.keys(own)
    .filter((path) => path !== 'name' && path !== 'seed' && path !== 'dataset.split.fold')
    .filter((path) => rows.some((row) => !Object.is(row?.params[path], own[path])))
    .sort()
    .slice(0, mostSettings)
    .map((path) => `${path.slice(path.lastIndexOf('.') + 1)} ${String(own[path])}`)
    .join(', ');
}
