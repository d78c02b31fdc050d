import { CodedError } from '#contract/errors.ts';
import { isFinished } from '#contract/run.ts';
import { say } from '#contract/sentence.ts';
import { runDetail } from '../../query/run-detail.ts';
import { dropCheckpoint } from '../../store/tables/checkpoints.ts';
import { issuesOf } from '../../base/input-error.ts';
import { findBranch } from '../branch-request.ts';
import type { Context, Writing } from '../context.ts';
import type { Handlers } from '../dispatch.ts';
import { planOf } from '../plan-of.ts';

type BranchHandlers = Pick<Handlers, 'runs.branch' | 'runs.checkBranch' | 'runs.deleteCheckpoint'>;

/** Commands that go on from checkpoints, and that do away with them. */
export function branchHandlers(context: Context): BranchHandlers {
  const { db, artifacts, clock, runsChanged } = context;
  const writing = (): Writing => {
    if (context.writing === null) throw new Error('a command reached a core that only reads');
    return context.writing;
  };
  return {
    'runs.checkBranch': async (request, signal) => {
      try {
        const { spec, checkpoint } = findBranch(context, request);
        return { issues: [], plan: await planOf(context, spec, signal, checkpoint.bytes) };
      } catch (thrown) {
        if (!(thrown instanceof CodedError) || thrown.code === 'cancelled') throw thrown;
        return { issues: issuesOf(thrown), plan: null };
      }
    },
    'runs.branch': async (request, signal) => {
      const { spec, name, parent, checkpoint } = findBranch(context, request);
      const plan = await planOf(context, spec, signal, checkpoint.bytes);
      const run = writing().training.branch({ spec, name, parent, checkpoint }, plan);
      runsChanged([request.run, parent]);
      return { run };
    },
    'runs.deleteCheckpoint': ({ run, step }) => {
      const { state, checkpoints } = runDetail(db, run, clock());
      if (!isFinished(state)) {
        throw new CodedError('conflict', say('checkpoint.needed', { run, state }));
      }
      const unreferenced = writing().db.durableTransaction(() => dropCheckpoint(writing().db, run, step));
      if (unreferenced === null) {
        const steps = checkpoints.map((checkpoint) => checkpoint.step).join(', ');
        throw new CodedError('not_found', say('checkpoint.notThere', { run, step, steps }));
      }
      const freedBytes = artifacts.remove(unreferenced);
      runsChanged([run]);
      return { freedBytes };
    },
  };
}
