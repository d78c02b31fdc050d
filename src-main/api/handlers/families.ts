import { CodedError } from '#contract/errors.ts';
import { familyDetail, familyRuns, listFamilies } from '../../query/families.ts';
import { trashRuns } from '../../store/tables/trash.ts';
import type { Context, Writing } from '../context.ts';
import type { Handlers } from '../dispatch.ts';
import { familyMembers } from '../family-members.ts';
import { planOf } from '../plan-of.ts';
import { runNameOf } from '../run-name.ts';

type FamilyHandlers = Pick<
  Handlers,
  | 'families.list'
  | 'families.show'
  | 'families.start'
  | 'families.stop'
  | 'families.resume'
  | 'families.delete'
>;

/** Runs that are started, followed and averaged together. */
export function familyHandlers(context: Context): FamilyHandlers {
  const { db, clock, directories, runsChanged } = context;
  const writing = (): Writing => {
    if (context.writing === null) throw new Error('a command reached a core that only reads');
    return context.writing;
  };
  const show = (family: number) =>
    familyDetail(db, family, clock(), (run) => context.writing?.training.progressOf(run) ?? null);
  const membersIn = (family: number, ...states: readonly string[]): number[] =>
    show(family).members.flatMap(({ run }) => (run !== null && states.includes(run.state) ? [run.id] : []));
  return {
    'families.list': () => listFamilies(db),
    'families.show': ({ family }) => show(family),
    'families.start': async ({ spec, kind, size }, signal) => {
      const name = await runNameOf(spec, directories.datasets);
      const members = familyMembers(spec, name, kind, size);
      const [first] = members;
      if (first === undefined) throw new Error('a family without members');
      const plan = await planOf(context, first.spec, signal);
      // Folds differ by one row at most, and the first trains on the fewest; those of whole groups differ by any number.
      const differ = kind === 'folds' && spec.dataset.split?.kind === 'group';
      const planned = [{ ...first, plan }];
      for (const member of members.slice(1)) {
        planned.push({ ...member, plan: differ ? await planOf(context, member.spec, signal) : plan });
      }
      return writing().training.startFamily({ kind, name, spec }, planned);
    },
    'families.stop': ({ family }) => {
      const { training } = writing();
      // Those that wait first: none of them should begin because another has ended.
      const open = [...membersIn(family, 'waiting'), ...membersIn(family, 'running', 'paused')];
      let stopped = 0;
      for (const run of open) {
        try {
          training.stop(run);
          stopped++;
        } catch (thrown) {
          // It has ended, or is about to.
          if (!(thrown instanceof CodedError) || thrown.code !== 'conflict') throw thrown;
        }
      }
      return { stopped };
    },
    'families.resume': async ({ family }, signal) => {
      const runs = membersIn(family, 'stopped', 'interrupted', 'paused');
      if (runs.length === 0) {
        const { state } = show(family);
        throw new CodedError(
          'finished',
          state === 'running'
            ? `Family ${family} is training already.`
            : `No run of family ${family} was stopped or interrupted; start a new one with its settings instead.`,
        );
      }
      for (const run of runs) {
        await writing().training.resume(run, (spec) => planOf(context, spec, signal));
      }
      return { resumed: runs.length };
    },
    'families.delete': ({ family }) => {
      const runs = familyRuns(db, family);
      const moved = trashRuns(writing().db, runs, clock());
      runsChanged(runs);
      return { moved };
    },
  };
}
