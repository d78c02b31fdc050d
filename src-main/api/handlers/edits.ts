import type { CancelSignal } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import { editedSpec, latestSpec } from '#contract/live-edit.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { issuesOf } from '../../base/input-error.ts';
import { runDetail } from '../../query/run-detail.ts';
import type { Context, Writing } from '../context.ts';
import type { Handlers } from '../dispatch.ts';
import { withoutParent } from '../initial-weights.ts';
import { planOf } from '../plan-of.ts';

type EditHandlers = Pick<Handlers, 'runs.edit' | 'runs.checkEdit' | 'runs.undoEdit'>;

/** Settings that change while a run trains. */
export function editHandlers(context: Context): EditHandlers {
  const { db, clock } = context;
  const writing = (): Writing => {
    if (context.writing === null) throw new Error('a command reached a core that only reads');
    return context.writing;
  };
  /** Its weights are its own by now. */
  const planIts =
    (signal: CancelSignal | undefined) =>
    (spec: TrainingSpec): Promise<SpecPlan> =>
      planOf(context, withoutParent(spec), signal);
  return {
    'runs.edit': ({ run, changes }, signal) => writing().training.edit(run, changes, planIts(signal)),
    'runs.checkEdit': async ({ run, changes }, signal) => {
      try {
        const spec = editedSpec(latestSpec(runDetail(db, run, clock())), changes);
        return { issues: [], plan: await planIts(signal)(spec) };
      } catch (thrown) {
        if (!(thrown instanceof CodedError) || thrown.code === 'cancelled') throw thrown;
        return { issues: issuesOf(thrown), plan: null };
      }
    },
    'runs.undoEdit': ({ run, edit }, signal) =>
      writing().training.undoEdit(run, edit, (spec) => planOf(context, spec, signal)),
  };
}
