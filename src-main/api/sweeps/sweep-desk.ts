import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '#contract/errors.ts';
import type { Params } from '#contract/param.ts';
import { say } from '#contract/sentence.ts';
import type { SweepSpec } from '#contract/sweep/sweep.ts';
import type { Environment } from '../../command/environment.ts';
import { endOrphan } from '../../command/process-group.ts';
import type { WriteDatabase } from '../../store/database.ts';
import {
  insertSweep,
  readSweep,
  setSweepReason,
  setSweepSpec,
  type StoredSweep,
} from '../../store/tables/sweeps.ts';
import { leftBehind, type LeftBehind } from '../../store/tables/trials.ts';
import type { SchedulerNews } from '../../worker/scheduler.ts';
import type { EventHub } from '../event-hub.ts';
import { startCommandTrial } from './command-trial.ts';
import { openLiveSweep, type LiveSweep } from './live-sweep.ts';
import { priorsOf } from './priors.ts';
import { createSweepNews } from './sweep-news.ts';
import { startTrainingTrial, trialSpec, type TrialTrainer } from './training-trial.ts';

/** The life of sweeps that this process runs. Methods throw `not_found`, and `conflict` where the state does not fit. */
export interface SweepDesk {
  /** Takes a spec that was checked. Gives the number of the sweep. */
  start(spec: SweepSpec, name: string): number;
  pause(sweep: number): Promise<void>;
  resume(sweep: number): Promise<void>;
  stop(sweep: number): Promise<void>;
  extend(sweep: number, more: { readonly trials?: number; readonly seconds?: number }): Promise<void>;
  /** From the next trial on; a spec that was checked. */
  become(sweep: number, spec: SweepSpec): void;
  addTrial(sweep: number, params: Params): Promise<number>;
  stopTrial(sweep: number, trial: number): void;
  retryTrial(sweep: number, trial: number): Promise<void>;
  excludeTrial(sweep: number, trial: number, excluded: boolean): void;
  /** What a running command has printed so far; null where none runs. */
  output(sweep: number, trial: number): string | null;
  changed(sweep: number): void;
  /** What the scheduler tells. */
  hear(run: number, news: SchedulerNews): void;
  /** Commands that run. */
  commands(): number;
  /**
   * Ends the commands that an earlier Descent was killed beside, known by their number and their beginning together, and
   * says so with their sweeps. Called once, before anything is resumed.
   */
  endOrphans(): Promise<void>;
  /** Ends what runs, to go on later. */
  close(): Promise<void>;
}

export interface SweepDeskOptions {
  readonly db: WriteDatabase;
  readonly clock: () => number;
  readonly hub: EventHub;
  readonly trainer: Omit<TrialTrainer, 'listen'>;
  readonly runPruned: (run: number) => void;
  /** Where trials of commands have their folders. */
  readonly folder: string;
  readonly environment: Environment;
  /** Memory that could be taken now, in bytes. */
  readonly freeMemory: () => number;
}

/** Another command is begun only where this much memory would be left for it. */
const leastFreeBytes = 512 * 2 ** 20;

export function createSweepDesk(options: SweepDeskOptions): SweepDesk {
  const { db, clock } = options;
  const lives = new Map<number, LiveSweep>();
  const listeners = new Map<number, (news: SchedulerNews) => void>();
  const news = createSweepNews(options.hub);
  let closing = false;

  const trainer: TrialTrainer = {
    ...options.trainer,
    listen: (run, listener) => {
      listeners.set(run, listener);
      return () => {
        if (listeners.get(run) === listener) listeners.delete(run);
      };
    },
  };

  const open = ({ id, spec, name, activeMs }: StoredSweep, dormant = false): LiveSweep =>
    openLiveSweep({
      sweep: id,
      spec,
      db,
      clock,
      activeMs,
      dormant,
      workers: availableParallelism(),
      earlier: (space) => priorsOf(db, spec, space),
      // Trainings are held back by the scheduler, which knows what they need.
      hasRoom: () => spec.command === undefined || options.freeMemory() >= leastFreeBytes,
      begin: (trial, repetition, nextHold, tell) => {
        const { number, params, run, copy } = trial;
        const { command, training } = spec;
        if (command !== undefined) {
          return startCommandTrial(
            {
              sweep: id,
              number,
              params,
              repetition,
              command,
              folder: join(options.folder, String(id)),
              objective: spec.objectives[0]?.metric ?? '',
              environment: options.environment,
            },
            tell,
          );
        }
        if (training === undefined) throw new Error(`sweep ${id} has nothing to try`);
        return startTrainingTrial(
          {
            name: labelled(name, number),
            training,
            params,
            repetition,
            run,
            copiedAt: copy?.step ?? 0,
            nextHold,
          },
          trainer,
          tell,
        );
      },
      copyRun: (source, copy) =>
        source.run === null || spec.training === undefined
          ? null
          : trainer.copy(source.run, trialSpec(spec.training, copy.params), labelled(name, copy.number)),
      changed: () => news.changed(id),
      runPruned: options.runPruned,
      over: () => void lives.delete(id),
    });

  /** The sweep as it is in progress, or one that only takes changes. */
  const forChanges = (sweep: number): LiveSweep => lives.get(sweep) ?? open(readSweep(db, sweep), true);

  const requireOpen = (): void => {
    if (closing) throw new CodedError('cancelled', say('task.closing'));
  };

  const goOn = async (sweep: number): Promise<void> => {
    requireOpen();
    const stored = readSweep(db, sweep);
    const { spec } = stored;
    // What an earlier process left running would do its trial a second time.
    await endLeftBehind(
      leftBehind(db).filter((orphan) => orphan.sweep === sweep),
      spec,
    );
    if (lives.has(sweep)) return;
    const live = open(stored);
    lives.set(sweep, live);
    news.begun(db, sweep, clock());
    live.pump();
  };

  const halt = async (sweep: number, state: 'paused' | 'stopped'): Promise<void> => {
    const live = lives.get(sweep);
    if (live === undefined) throw isState(readSweep(db, sweep));
    await live.halt(state);
    lives.delete(sweep);
  };

  return {
    start: (spec, name) => {
      requireOpen();
      const id = insertSweep(db, { uid: randomBytes(16).toString('hex'), name, spec, createdAt: clock() });
      // A number that was given before, in a database that was put back, may have left something there.
      rmSync(join(options.folder, String(id)), { recursive: true, force: true });
      const live = open(readSweep(db, id));
      lives.set(id, live);
      news.changed(id);
      live.pump();
      return id;
    },
    pause: (sweep) => halt(sweep, 'paused'),
    resume: async (sweep) => {
      const stored = readSweep(db, sweep);
      if (lives.has(sweep)) throw isState(stored);
      if (stored.state === 'complete') throw isState(stored);
      await goOn(sweep);
    },
    stop: async (sweep) => {
      if (lives.has(sweep)) return halt(sweep, 'stopped');
      const stored = readSweep(db, sweep);
      if (stored.state !== 'paused' && stored.state !== 'interrupted') throw isState(stored);
      await open(stored, true).halt('stopped');
    },
    extend: async (sweep, { trials, seconds }) => {
      const { spec, state } = readSweep(db, sweep);
      const extended: SweepSpec = {
        ...spec,
        trials: spec.trials + (trials ?? 0),
        // Where there is no limit there is nothing to add to.
        budget:
          seconds === undefined || spec.budget.seconds === undefined
            ? spec.budget
            : { ...spec.budget, seconds: spec.budget.seconds + seconds },
      };
      const live = lives.get(sweep);
      if (live !== undefined) return live.become(extended);
      setSweepSpec(db, sweep, extended);
      news.changed(sweep);
      if (state !== 'paused' && state !== 'interrupted') await goOn(sweep);
    },
    become: (sweep, spec) => forChanges(sweep).become(spec),
    addTrial: async (sweep, params) => {
      requireOpen();
      const number = forChanges(sweep).addTrial(params);
      await goOnWhereOver(sweep);
      return number;
    },
    stopTrial: (sweep, trial) => forChanges(sweep).stopTrial(trial),
    retryTrial: async (sweep, trial) => {
      requireOpen();
      forChanges(sweep).retryTrial(trial);
      await goOnWhereOver(sweep);
    },
    excludeTrial: (sweep, trial, excluded) => forChanges(sweep).excludeTrial(trial, excluded),
    output: (sweep, trial) => lives.get(sweep)?.output(trial) ?? null,
    changed: news.changed,
    hear: (run, told) => listeners.get(run)?.(told),
    commands: () => {
      let count = 0;
      for (const [sweep, live] of lives)
        if (readSweep(db, sweep).spec.command !== undefined) count += live.running;
      return count;
    },
    endOrphans: async () => {
      const bySweep = Map.groupBy(leftBehind(db), ({ sweep }) => sweep);
      const ends = Array.from(bySweep, async ([sweep, orphans]) => {
        const count = await endLeftBehind(orphans, readSweep(db, sweep).spec);
        if (count === 0 || closing) return;
        setSweepReason(db, sweep, say('sweep.orphansEnded', { count }));
        news.changed(sweep);
      });
      await Promise.all(ends);
    },
    close: async () => {
      closing = true;
      await Promise.all([...lives.values()].map((live) => live.halt('interrupted')));
      lives.clear();
      news.close();
    },
  };

  /** A sweep that had come to its end goes on for the sake of what was added; one that was paused waits. */
  async function goOnWhereOver(sweep: number): Promise<void> {
    const { state } = readSweep(db, sweep);
    if (!lives.has(sweep) && (state === 'complete' || state === 'failed' || state === 'stopped'))
      await goOn(sweep);
  }
}

/** How many of these were still there and are ended. */
async function endLeftBehind(orphans: readonly LeftBehind[], { command }: SweepSpec): Promise<number> {
  const graceMs = (command?.graceSeconds ?? 0) * 1000;
  const ended = await Promise.all(orphans.map(({ pid, beginning }) => endOrphan(pid, beginning, graceMs)));
  return ended.filter((wasThere) => wasThere).length;
}

function isState({ id, state }: StoredSweep): CodedError {
  return new CodedError('conflict', say('sweep.isState', { sweep: id, state }));
}

/** Names have at most 200 characters. */
function labelled(name: string, number: number): string {
  const label = ` · trial ${number}`;
  return name.slice(0, 200 - label.length) + label;
}
