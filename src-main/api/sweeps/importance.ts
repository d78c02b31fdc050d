import type { SweepImportance } from '#contract/sweep/sweep-view.ts';
import type { ReadDatabase } from '../../store/database.ts';
import { readSweep } from '../../store/tables/sweeps.ts';
import { readTrials } from '../../store/tables/trials.ts';
import { fanova } from '../../sweep/importance/fanova.ts';
import { pedAnova } from '../../sweep/importance/ped-anova.ts';
import { trialTable } from '../../sweep/importance/table.ts';
import { createSpace } from '../../sweep/search-space.ts';

/** The latest so many tell it; more would take longer than a page may wait. */
const mostTrials = 2000;
/** Both methods say something by then, and little before. */
const leastTrials = 16;

/** Which params mattered in a sweep; computed again once more of its trials are complete. */
export function createImportance(db: ReadDatabase): (sweep: number) => SweepImportance {
  const known = new Map<number, { readonly key: string; readonly answer: SweepImportance }>();
  return (sweep) => {
    const { spec } = readSweep(db, sweep);
    const counted = db.get<{ count: number; last: number | null }>(
      `SELECT count(*) AS count, max(ended_at) AS last FROM trials
       WHERE sweep_id = :sweep AND state = 'complete' AND excluded = 0`,
      { sweep },
    );
    const key = `${counted?.count ?? 0} ${counted?.last ?? 0} ${JSON.stringify(spec.space)}`;
    const before = known.get(sweep);
    if (before?.key === key) return before.answer;
    const space = createSpace(spec.space, spec.constraints);
    const trials = readTrials(db, sweep, '').filter(({ state }) => state === 'complete');
    const table = trialTable(space, trials.slice(-mostTrials), spec.objectives);
    const enough = table.losses.length >= leastTrials && table.axes.length > 0;
    const answer: SweepImportance = {
      trials: table.losses.length,
      overall: enough ? fanova(table, spec.seed) : null,
      amongBest: enough ? pedAnova(table) : null,
    };
    known.set(sweep, { key, answer });
    return answer;
  };
}
