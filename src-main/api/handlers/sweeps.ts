import { CodedError } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import { bestFirst } from '#contract/sweep/best-first.ts';
import type { SweepDetail } from '#contract/sweep/sweep-view.ts';
import { toTrialColumns } from '#contract/sweep/trial-columns.ts';
import { interruptedSweeps, listSweeps, sweepCurves, sweepDetail, trialOutput } from '../../query/sweeps.ts';
import { readSweep, renameSweep, trashSweep } from '../../store/tables/sweeps.ts';
import { readReports } from '../../store/tables/trials.ts';
import { inputError } from '../../base/input-error.ts';
import type { Context, Writing } from '../context.ts';
import type { Handlers } from '../dispatch.ts';
import { planOf } from '../plan-of.ts';
import { runNameOf } from '../run-name.ts';
import { frontOf, growthOf } from '../sweeps/front.ts';
import { populationOf } from '../sweeps/population-view.ts';
import { repeatedRows } from '../sweeps/repeats.ts';
import { createImportance } from '../sweeps/importance.ts';
import { checkSweep, requireUsable, type CheckOptions } from '../sweeps/check-sweep.ts';

type SweepHandlers = Pick<Handlers, Extract<keyof Handlers, `sweeps.${string}`>>;

/** Searches over params: started, followed, changed while they run. */
export function sweepHandlers(context: Context): SweepHandlers {
  const { db, clock, directories } = context;
  const writing = (): Writing => {
    if (context.writing === null) throw new Error('a command reached a core that only reads');
    return context.writing;
  };
  const checking = (signal: Parameters<typeof planOf>[2]): CheckOptions => ({
    db,
    environment: process.env,
    plan: (spec) => planOf(context, spec, signal),
  });
  const importance = createImportance(db);
  const detailOf = (sweep: number): SweepDetail => {
    const detail = sweepDetail(db, sweep, clock());
    return {
      ...detail,
      repeated: repeatedRows(detail),
      front: frontOf(detail),
      ...(populationOf(detail) ?? { population: null }),
    };
  };
  return {
    'sweeps.interrupted': () => interruptedSweeps(db),
    'sweeps.list': () => listSweeps(db, clock()),
    'sweeps.show': ({ sweep }) => detailOf(sweep),
    'sweeps.page': ({ sweep, curves }) => {
      const { trialRows, ...detail } = detailOf(sweep);
      const [objective] = detail.objectives;
      const best = bestFirst(trialRows, objective?.direction ?? 'minimise').slice(0, curves);
      return {
        detail,
        trials: toTrialColumns(trialRows),
        curves: sweepCurves(db, sweep, undefined, [...best]),
        hypervolume: growthOf({ ...detail, trialRows }),
      };
    },
    'sweeps.curves': ({ sweep, metric, trials }) => sweepCurves(db, sweep, metric, trials),
    'sweeps.importance': ({ sweep }) => importance(sweep),
    'sweeps.trialOutput': ({ sweep, trial }) => {
      const { why, text } = trialOutput(db, sweep, trial);
      return {
        why,
        text: context.writing?.sweeps.output(sweep, trial) ?? text,
        reports: readReports(db, { sweep, number: trial }),
      };
    },
    'sweeps.check': ({ spec }, signal) => checkSweep(spec, checking(signal)),
    'sweeps.start': async ({ spec, confirmed }, signal) => {
      const { command, training } = spec;
      if (command !== undefined && JSON.stringify(confirmed) !== JSON.stringify(command.argv)) {
        throw inputError('confirmed', say('command.notConfirmed'));
      }
      await requireUsable(spec, checking(signal));
      const name =
        spec.name ??
        (training === undefined
          ? (command?.argv.join(' ') ?? '')
          : await runNameOf(training, directories.datasets));
      return { sweep: writing().sweeps.start(spec, name.slice(0, 200)) };
    },
    'sweeps.pause': async ({ sweep }) => (await writing().sweeps.pause(sweep), null),
    'sweeps.resume': async ({ sweep }) => (await writing().sweeps.resume(sweep), null),
    'sweeps.stop': async ({ sweep }) => (await writing().sweeps.stop(sweep), null),
    'sweeps.extend': async ({ sweep, trials, seconds }) => {
      const more = {
        ...(trials === undefined ? {} : { trials }),
        ...(seconds === undefined ? {} : { seconds }),
      };
      await writing().sweeps.extend(sweep, more);
      return null;
    },
    'sweeps.changeSpace': async ({ sweep, space }, signal) => {
      const spec = { ...readSweep(db, sweep).spec, space };
      await requireUsable(spec, checking(signal));
      writing().sweeps.become(sweep, spec);
      return null;
    },
    'sweeps.addTrial': async ({ sweep, params }) => ({
      trial: await writing().sweeps.addTrial(sweep, params),
    }),
    'sweeps.stopTrial': ({ sweep, trial }) => (writing().sweeps.stopTrial(sweep, trial), null),
    'sweeps.retryTrial': async ({ sweep, trial }) => (await writing().sweeps.retryTrial(sweep, trial), null),
    'sweeps.excludeTrial': ({ sweep, trial, excluded }) => (
      writing().sweeps.excludeTrial(sweep, trial, excluded),
      null
    ),
    'sweeps.rename': ({ sweep, name }) => {
      renameSweep(writing().db, sweep, name);
      writing().sweeps.changed(sweep);
      return null;
    },
    'sweeps.delete': ({ sweep }) => {
      const { state } = readSweep(db, sweep);
      if (state === 'running') throw new CodedError('conflict', say('sweep.isState', { sweep, state }));
      trashSweep(writing().db, sweep, clock());
      writing().sweeps.changed(sweep);
      return null;
    },
  };
}
