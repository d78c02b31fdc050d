import { CodedError } from '#contract/errors.ts';
import type { WriteDatabase } from '../../store/database.ts';
import { runDetail } from '../../query/run-detail.ts';
import type { Scheduler } from '../../worker/scheduler.ts';
import type { Context } from '../context.ts';
import { planOf } from '../plan-of.ts';
import type { TrainingRuns } from '../training/training-runs.ts';
import { withoutParent } from '../initial-weights.ts';
import { wholeCheckpoint, type CheckpointSource } from '../whole-checkpoint.ts';
import type { TrialTrainer } from './training-trial.ts';

export interface TrialTrainerOptions extends CheckpointSource, Pick<Context, 'clock' | 'pool'> {
  readonly db: WriteDatabase;
  readonly training: TrainingRuns;
  readonly scheduler: () => Scheduler;
}

/** How trials come to their runs: planned, queued and kept as any others. */
export function createTrialTrainer(options: TrialTrainerOptions): Omit<TrialTrainer, 'listen'> {
  const { db, training, scheduler, clock } = options;
  return {
    plan: (spec) => planOf(options, spec, undefined),
    start: (spec, name, plan, holdAfter, made) =>
      void training.start(spec, name, plan, { made, holdAfter: holdAfter ?? undefined }),
    resume: async (run, holdAfter) => {
      // Somebody may have set it going from its own page.
      const state = scheduler().stateOf(run);
      if (state === 'running' || state === 'waiting') return training.goOn(run, holdAfter);
      await training.resume(run, (spec) => planOf(options, spec, undefined), {
        holdAfter: holdAfter ?? undefined,
      });
    },
    goOn: (run, holdAfter) => training.goOn(run, holdAfter),
    copy: (source, spec, name) => {
      const checkpoint = wholeCheckpoint(options, source);
      return checkpoint === null
        ? null
        : training.branchLater({ spec: withoutParent(spec), name, parent: source, checkpoint });
    },
    stop: (run) => {
      try {
        training.stop(run);
      } catch (thrown) {
        // It has ended, or is about to.
        if (!(thrown instanceof CodedError) || thrown.code !== 'conflict') throw thrown;
      }
    },
    runDetail: (run) => {
      try {
        const detail = runDetail(db, run, clock());
        return detail.trashedAt === null ? detail : null;
      } catch (thrown) {
        if (!(thrown instanceof CodedError) || thrown.code !== 'not_found') throw thrown;
        return null;
      }
    },
  };
}
