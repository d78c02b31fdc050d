import { contentBytes } from '../../store/health.ts';
import { renameRun, setNotes, setTags } from '../../store/tables/run-labels.ts';
import { archiveRuns, assignTags, changeTags, moveRuns, setColors } from '../../store/tables/run-shelves.ts';
import { emptyTrash, restoreRuns, trashRuns } from '../../store/tables/trash.ts';
import type { Context, Writing } from '../context.ts';
import type { Handlers } from '../dispatch.ts';
import { planOf } from '../plan-of.ts';
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
  | 'runs.changeTags'
  | 'runs.assignTags'
  | 'runs.move'
  | 'runs.setColors'
  | 'runs.archive'
  | 'runs.delete'
  | 'runs.restore'
  | 'runs.emptyTrash'
>;

/** Commands to runs. Dispatch refuses them before they get here where nothing can be written. */
export function runCommands(context: Context): RunCommands {
  const { artifacts, clock, directories, runsChanged } = context;
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
  return {
    'runs.start': async ({ spec, stopAt }, signal) => {
      const plan = await planOf(context, spec, signal);
      const name = await runNameOf(spec, directories.datasets);
      return { run: writing().training.start(spec, name, plan, { stopAt }) };
    },
    'runs.pause': ({ run }) => (writing().training.pause(run), null),
    'runs.resume': async ({ run, stopAt }, signal) => {
      await writing().training.resume(run, (spec) => planOf(context, spec, signal), { stopAt });
      return null;
    },
    'runs.stop': ({ run, afterEpoch }) => {
      const { training } = writing();
      if (afterEpoch) training.stopAfterEpoch(run);
      else training.stop(run);
      return null;
    },
    'runs.rename': ({ run, name }) => change(run, ({ db }) => renameRun(db, run, name)),
    'runs.setTags': ({ run, tags }) => change(run, ({ db }) => setTags(db, run, tags)),
    'runs.setNotes': ({ run, notes }) => change(run, ({ db }) => setNotes(db, run, notes, clock())),
    'runs.changeTags': ({ runs, add, remove }) => {
      const before = changeTags(writing().db, runs, { add, remove });
      runsChanged(before.map(({ run }) => run));
      return { before };
    },
    'runs.assignTags': ({ runs }) => {
      assignTags(writing().db, runs);
      runsChanged(runs.map(({ run }) => run));
      return null;
    },
    'runs.move': ({ runs, experiment }) => {
      const before = moveRuns(writing().db, runs, experiment, clock());
      runsChanged(before.map(({ run }) => run));
      return { before };
    },
    'runs.setColors': ({ runs }) => {
      const before = setColors(writing().db, runs);
      runsChanged(before.map(({ run }) => run));
      return { before };
    },
    'runs.archive': ({ runs, archived }) => {
      const changed = archiveRuns(writing().db, runs, archived, clock());
      runsChanged(changed);
      return { changed };
    },
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
      const { runs, unreferenced } = emptyTrash(db, clock());
      const freedArtifacts = artifacts.remove(unreferenced);
      runsChanged([]);
      return { runs, freedBytes: freedArtifacts + before - contentBytes(db) };
    },
  };
}
