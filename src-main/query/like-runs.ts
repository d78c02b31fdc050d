import type { ReadDatabase } from '../store/database.ts';
import { settingsKeys } from './settings-key.ts';

/** More seeds of the same settings than anybody trains. */
const mostCandidates = 5000;

/** Runs of the same settings: those that were asked for, and others that repeat them. */
export interface LikeRuns {
  readonly asked: readonly number[];
  readonly others: readonly number[];
}

/**
 * The runs that were asked for in groups of the same settings, in the order of their first runs; with `others`, each
 * with the complete runs of its settings and its data that were not asked for. What began from another run's weights,
 * repeats a run bit by bit or was changed on the way is no other: its settings do not tell all.
 */
export function likeRuns(db: ReadDatabase, runs: readonly number[], others: boolean): readonly LikeRuns[] {
  const keys = settingsKeys(db, runs);
  const groups = new Map<string, number[]>();
  for (const run of runs) {
    const key = keys.get(run) ?? '';
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups].map(([key, asked]) => ({
    asked,
    others: others ? othersOf(db, asked, key) : [],
  }));
}

function othersOf(db: ReadDatabase, asked: readonly number[], key: string): readonly number[] {
  const candidates = db
    .all<{ id: number }>(candidatesSql, { run: asked[0] ?? 0, asked: JSON.stringify(asked), mostCandidates })
    .map(({ id }) => id);
  const keys = settingsKeys(db, candidates);
  return candidates.filter((id) => keys.get(id) === key);
}

/** Found by the learning rate, which an index knows: nearly all that differs in settings differs in it, or is few. */
const candidatesSql = `
  SELECT r.id
  FROM runs AS own
  JOIN params AS rate ON rate.run_id = own.id AND rate.path = 'optimizer.learningRate'
  CROSS JOIN params AS p ON p.path = 'optimizer.learningRate' AND p.number = rate.number
  CROSS JOIN runs AS r ON r.id = p.run_id
  WHERE own.id = @run AND r.state = 'complete' AND r.trashed_at IS NULL AND r.removed_at IS NULL
    AND r.dataset_sha256 IS own.dataset_sha256 AND r.parent_id IS NULL AND r.rerun_of IS NULL
    AND r.id NOT IN (SELECT value FROM json_each(@asked))
    AND NOT EXISTS (SELECT 1 FROM results AS e WHERE e.run_id = r.id AND e.name = 'edits')
  ORDER BY r.id DESC LIMIT @mostCandidates`;
