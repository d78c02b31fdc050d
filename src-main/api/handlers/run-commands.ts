import type { CancelSignal } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { contentBytes } from '../../store/health.ts';
import { renameRun, setNotes, setTags } from '../../store/tables/run-labels.ts';
import { readMemory } from '../../meter/memory.ts';
import { emptyTrash, restoreRuns, trashRuns } from '../../store/tables/trash.ts';
import type { Context, Writing } from '../context.ts';
import type { Handlers } from '../dispatch.ts';
import { initialWeights } from '../initial-weights.ts';
import { memoryIssue } from '../memory-estimate.ts';
import { runNameOf } from '../run-name.ts';

type RunCommands = Pick<
  Handlers,
  | 'runs.start'
  | 'runs.pause'
  | 'runs.resume'
  | 'runs.stop'
  | 'runs.rename'
  | 'runs.setTags'
  | 'runs.setNotes'
  | 'runs.delete'
  | 'runs.restore'
  | 'runs.emptyTrash'
>;

/** Commands to runs. Dispatch refuses them before they get here where nothing can be written. */
export function runCommands(context: Context): RunCommands {
  const { artifacts, clock, directories, pool, runsChanged } = context;
  const writing = (): Writing => {
    if (context.writing === null) throw new Error('a command reached a core that only reads');
    return context.writing;
  };
  /** Changes one run's row. */
  const change = (run: number, how: (writing: Writing) => void): null => {
    how(writing());
    runsChanged([run]);
    return null;
  };
  /** What a training will do and need; throws `invalid_input` for one that cannot be done with its data or here. */
  const planOf = async (spec: TrainingSpec, signal: CancelSignal | undefined): Promise<SpecPlan> => {
    const initial = initialWeights(context, spec);
    const input = { spec, ...(initial === undefined ? {} : { initial }) };
    const { issues, plan } = await pool.run('plan', input, signal);
    if (plan === null) throw unusable(issues);
    const tooLarge = memoryIssue(spec, plan, readMemory().totalBytes);
    if (tooLarge !== null) throw unusable([tooLarge]);
    return plan;
  };
  return {
    'runs.start': async ({ spec }, signal) => {
      const plan = await planOf(spec, signal);
      const name = await runNameOf(spec, directories.datasets);
      return { run: writing().training.start(spec, name, plan) };
    },
    'runs.pause': ({ run }) => (writing().training.pause(run), null),
    'runs.resume': async ({ run }, signal) => {
      await writing().training.resume(run, (spec) => planOf(spec, signal));
      return null;
    },
    'runs.stop': ({ run }) => (writing().training.stop(run), null),
    'runs.rename': ({ run, name }) => change(run, ({ db }) => renameRun(db, run, name)),
    'runs.setTags': ({ run, tags }) => change(run, ({ db }) => setTags(db, run, tags)),
    'runs.setNotes': ({ run, notes }) => change(run, ({ db }) => setNotes(db, run, notes, clock())),
    'runs.delete': ({ runs }) => {
      const moved = trashRuns(writing().db, runs, clock());
      runsChanged(runs);
      return { moved };
    },
    'runs.restore': ({ runs }) => {
      const restored = restoreRuns(writing().db, runs);
      runsChanged(runs);
      return { restored };
    },
    'runs.emptyTrash': () => {
      const { db } = writing();
      const before = contentBytes(db);
      const { runs, unreferenced } = emptyTrash(db);
      const freedArtifacts = artifacts.remove(unreferenced);
      runsChanged([]);
      return { runs, freedBytes: freedArtifacts + before - contentBytes(db) };
    },
  };
}

function unusable(issues: readonly { readonly path: string; readonly message: string }[]): CodedError {
  const lines = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new CodedError('invalid_input', `The training spec cannot be used: ${lines.join('; ')}`, { issues });
}
