import { say } from '#contract/sentence.ts';
import type { SweepSpec } from '#contract/sweep/sweep.ts';
import type { Trial } from '#contract/sweep/trial.ts';
import { inputError } from '../../base/input-error.ts';
import type { ReadDatabase } from '../../store/database.ts';
import { readSweep } from '../../store/tables/sweeps.ts';
import { readTrials } from '../../store/tables/trials.ts';
import type { Space } from '../../sweep/search-space.ts';
import { earlierTrials } from '../../sweep/warm-start.ts';

/** Trials of the earlier sweeps that the spec names, as far as they are of its space. One that was deleted tells nothing. */
export function priorsOf(db: ReadDatabase, spec: SweepSpec, space: Space): readonly Trial[] {
  const metric = spec.objectives[0]?.metric ?? '';
  const known = (spec.earlier ?? []).filter(
    (sweep) =>
      db.get('SELECT 1 FROM sweeps WHERE id = :sweep AND trashed_at IS NULL', { sweep }) !== undefined,
  );
  return earlierTrials(
    space,
    known.flatMap((sweep) => readTrials(db, sweep, metric)),
  );
}

/** Throws `not_found` for a sweep that is not there, `invalid_input` for one that searched for something else. */
export function checkEarlier(db: ReadDatabase, spec: SweepSpec): void {
  for (const [place, sweep] of (spec.earlier ?? []).entries()) {
    const { objectives } = readSweep(db, sweep).spec;
    const [own, other] = [goalsOf(spec.objectives), goalsOf(objectives)];
    if (own === other) continue;
    throw inputError(
      `earlier.${place}`,
      say('sweep.earlierDiffers', { sweep, metric: own, searched: other }),
    );
  }
}

function goalsOf(objectives: SweepSpec['objectives']): string {
  return objectives.map(({ metric, direction }) => `${direction} ${metric}`).join(', ');
}
