import type { SpecEdit } from '#contract/live-edit.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { EndResult } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { branchElapsed, elapsedAt } from '../../query/history.ts';
import { shareCheckpoint } from '../../store/tables/checkpoints.ts';
import { setEdits } from '../../store/tables/edits.ts';
import { ensureExperiment } from '../../store/tables/experiments.ts';
import { insertFamily, type NewFamily } from '../../store/tables/families.ts';
import { insertRun, setRunState, type NewRun } from '../../store/tables/runs.ts';
import { parentOf } from '../initial-weights.ts';
import type { WholeCheckpoint } from '../whole-checkpoint.ts';
import { endsOf, fromItsStart, newUid, requireNotTakenBack, type AtWork, type Ends } from './at-work.ts';

/** How runs come into being. */
export interface StartRuns {
  /** Makes a run of a spec that was checked against its data, and queues it. Gives its number. */
  start(spec: TrainingSpec, name: string, plan: SpecPlan, how?: StartOptions): number;
  /**
   * Makes a run that goes on from a checkpoint of another one by a spec that was checked against it, and queues it.
   * Gives its number.
   */
  branch(branch: NewBranch, plan: SpecPlan): number;
  /**
   * Makes a run that will go on from a checkpoint of another one, within the caller's transaction: it stands as stopped
   * there until it is resumed. Gives its number.
   */
  branchLater(branch: NewBranch): number;
  /** Makes all runs of a family, or none, and queues them. Their needs are those of `plan`. */
  startFamily(
    family: Omit<NewFamily, 'uid' | 'createdAt' | 'size'>,
    members: readonly PlannedMember[],
  ): {
    readonly family: number;
    readonly runs: readonly number[];
  };
}

export interface StartOptions extends Repetition, Ends {
  /** Called with the run's number in the transaction that makes it. */
  readonly made?: (run: number) => void;
}

/** What a run repeats besides its spec. */
export interface Repetition {
  readonly rerunOf?: number;
  readonly edits?: readonly SpecEdit[];
  readonly ending?: EndResult;
}

export interface NewMember {
  readonly spec: TrainingSpec;
  readonly name: string;
}

export interface PlannedMember extends NewMember {
  readonly plan: SpecPlan;
}

export interface NewBranch extends NewMember, Repetition {
  readonly parent: number;
  readonly checkpoint: WholeCheckpoint;
  /** The run that has the checkpoint; its parent when left out. */
  readonly holder?: number;
}

export function startRuns(work: AtWork): StartRuns {
  const { db, clock, recorder, estimate, enqueue } = work;

  const insert = (
    { spec, name }: NewMember,
    createdAt: number,
    more: Partial<Pick<NewRun, 'parentId' | 'family' | 'branch' | 'rerunOf'>> = {},
  ): number =>
    insertRun(db, {
      uid: newUid(),
      experimentId: ensureExperiment(db, spec.experiment, createdAt),
      parentId: parentOf(spec),
      name,
      spec,
      tags: spec.tags,
      createdAt,
      ...more,
    });

  /** A checkpoint that was shared keeps the time at which the parent made it. */
  const elapsedOf = (parent: number, holder: number, step: number): number =>
    holder === parent ? elapsedAt(db, parent, step) : branchElapsed(db, holder);

  const planEdits = (run: number, { edits }: Repetition): void => {
    if (edits !== undefined && edits.length > 0) setEdits(db, run, edits);
  };

  const insertBranch = ({ spec, name, parent, checkpoint, holder = parent, ...more }: NewBranch): number => {
    const child = insert({ spec, name }, clock(), {
      parentId: parent,
      branch: { step: checkpoint.step, elapsedMs: elapsedOf(parent, holder, checkpoint.step) },
      ...(more.rerunOf === undefined ? {} : { rerunOf: more.rerunOf }),
    });
    shareCheckpoint(db, holder, checkpoint.step, child);
    planEdits(child, more);
    return child;
  };

  const expect = (run: number, spec: TrainingSpec, plan: SpecPlan): void => {
    recorder.record(run, { kind: 'result', name: 'estimate', value: estimate(spec, plan) });
  };

  return {
    start: (spec, name, plan, { rerunOf, stopAt, holdAfter, made, ...repeats } = {}) => {
      const initial = fromItsStart(work, spec);
      const run = db.transaction(() => {
        const id = insert({ spec, name }, clock(), rerunOf === undefined ? {} : { rerunOf });
        planEdits(id, repeats);
        made?.(id);
        return id;
      });
      expect(run, spec, plan);
      enqueue(run, spec, plan, {
        ...initial,
        ...repeats,
        ...endsOf({ stopAt, holdAfter }),
      });
      return run;
    },

    branch: (branch, plan) => {
      const { spec, parent, checkpoint, edits, ending } = branch;
      requireNotTakenBack(work, parent);
      const repeats = {
        ...(edits === undefined ? {} : { edits }),
        ...(ending === undefined ? {} : { ending }),
      };
      const run = db.durableTransaction(() => insertBranch(branch));
      enqueue(run, spec, plan, { checkpoint: checkpoint.bytes, branches: true, ...repeats });
      return run;
    },

    branchLater: (branch) => {
      requireNotTakenBack(work, branch.parent);
      const run = insertBranch(branch);
      setRunState(db, run, 'stopped', { now: clock() });
      return run;
    },

    startFamily: (family, members) => {
      const createdAt = clock();
      // Each gets bytes of its own: what is sent to a worker may be given away.
      const initial = members.map(({ spec }) => fromItsStart(work, spec));
      const made = db.transaction(() => {
        const id = insertFamily(db, { ...family, uid: newUid(), size: members.length, createdAt });
        return {
          id,
          runs: members.map((member, place) => insert(member, createdAt, { family: { id, place } })),
        };
      });
      for (const [place, { spec, plan }] of members.entries()) {
        const run = made.runs[place] ?? 0;
        expect(run, spec, plan);
        enqueue(run, spec, plan, initial[place]);
      }
      return { family: made.id, runs: made.runs };
    },
  };
}
