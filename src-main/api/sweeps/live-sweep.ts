import { CodedError, toErrorPayload, type ErrorPayload } from '#contract/errors.ts';
import type { Params } from '#contract/param.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { SweepSpec } from '#contract/sweep/sweep.ts';
import type { SweepState } from '#contract/sweep/sweep-view.ts';
import type { Trial, TrialState } from '#contract/sweep/trial.ts';
import { setSweepSpec, setSweepState } from '../../store/tables/sweeps.ts';
import {
  addReports,
  beginTrialAnew,
  dropReportsAfter,
  insertTrial,
  noSuchTrial,
  readReports,
  readTrials,
  setTrialExcluded,
  setTrialOutput,
  setTrialProcess,
  setTrialRun,
  setTrialState,
  type StoredTrial,
  type TrialChange,
  type TrialKey,
} from '../../store/tables/trials.ts';
import type { WriteDatabase } from '../../store/database.ts';
import { isStorageTrouble, storageError } from '../../store/errors.ts';
import { openPruner } from '../../sweep/pruners/open.ts';
import { openSampler } from '../../sweep/samplers/open.ts';
import { createSpace } from '../../sweep/search-space.ts';
import { failsAlike } from './alike.ts';
import { outcomeOf } from './outcome.ts';
import type { RunningTrial, TrialEnd, TrialNews, TrialReport } from './running-trial.ts';

/** A sweep in progress in this process. */
export interface LiveSweep {
  /** Asks for trials and starts them, as long as there is room and something to try. */
  pump(): void;
  /** Ends what runs, so that it can go on later, and takes nothing more. Resolves when nothing runs. */
  halt(state: Extract<SweepState, 'paused' | 'interrupted' | 'stopped'>): Promise<void>;
  /** Gives the number of the trial. Throws what `Space.problem` says. */
  addTrial(params: Params): number;
  stopTrial(number: number): void;
  retryTrial(number: number): void;
  excludeTrial(number: number, excluded: boolean): void;
  extend(spec: SweepSpec): void;
  /** What a running command has printed so far; null where nothing runs. */
  output(number: number): string | null;
  readonly running: number;
}

export interface LiveSweepOptions {
  readonly sweep: number;
  readonly spec: SweepSpec;
  readonly db: WriteDatabase;
  readonly clock: () => number;
  /** Time that it has searched before this process, in milliseconds. */
  readonly activeMs: number;
  /** It only takes changes, and begins nothing. */
  readonly dormant: boolean;
  /** Trials at once where the spec leaves that open. */
  readonly workers: number;
  /** Whether another trial may begin beside those that run: memory, for example. */
  readonly hasRoom: (running: number) => boolean;
  readonly begin: (trial: StoredTrial, news: TrialNews) => RunningTrial;
  /** Something of the sweep changed. */
  readonly changed: () => void;
  /** The run's training was stopped for good by a pruner. */
  readonly runPruned: (run: number) => void;
  /** It has come to its end by itself. */
  readonly over: () => void;
}

/** Why a running trial was asked to end. */
type Intent =
  | { readonly kind: 'halt' | 'byHand' | 'time' }
  | { readonly kind: 'pause' | 'prune'; readonly why: Sentence };

interface Live {
  readonly handle: RunningTrial;
  intent: Intent | null;
}

const roomCheckMs = 2000;

export function openLiveSweep(options: LiveSweepOptions): LiveSweep {
  const { sweep, db, clock, changed } = options;
  let { spec } = options;
  const space = createSpace(spec.space, spec.constraints);
  const [objective] = spec.objectives;
  if (objective === undefined) throw new Error(`sweep ${sweep} has no objective`);
  const pruner = openPruner(spec.pruner, objective);
  const openedSampler = (): ReturnType<typeof openSampler> =>
    openSampler({
      space,
      sampler: spec.sampler,
      objectives: spec.objectives,
      seed: spec.seed,
      trials: spec.trials,
      workers: workers(),
    });
  const workers = (): number => spec.workers ?? options.workers;
  let sampler = openedSampler();
  /** By number: trials are numbered from 0 without gaps. */
  const trials: StoredTrial[] = readTrials(db, sweep, objective.metric);
  const running = new Map<number, Live>();
  const began = clock();
  let halted: 'paused' | 'interrupted' | 'stopped' | null = options.dormant ? 'paused' : null;
  let ending: { readonly state: SweepState; readonly reason: Sentence } | null = null;
  /** What could not be written yet, in its order. */
  const late: (() => void)[] = [];
  let over = false;
  let idle = Promise.withResolvers<undefined>();
  let roomCheck: NodeJS.Timeout | null = null;
  let timeCheck: NodeJS.Timeout | null = null;

  const keyOf = (number: number): TrialKey => ({ sweep, number });
  const trialAt = (number: number): StoredTrial => {
    const trial = trials[number];
    if (trial === undefined) throw noSuchTrial(sweep, number);
    return trial;
  };
  /** Trials never change: a changed one is another object. */
  const change = (number: number, changes: Partial<StoredTrial>): StoredTrial =>
    (trials[number] = { ...trialAt(number), ...changes });

  const setState = (number: number, change_: Omit<TrialChange, 'now'>): void => {
    setTrialState(db, keyOf(number), { ...change_, now: clock() });
    change(number, {
      state: change_.state,
      values: change_.values ?? null,
      violations: change_.violations ?? [],
      reason: change_.reason ?? null,
      process: null,
    });
    changed();
  };

  const secondsLeft = (): number => {
    const { seconds } = spec.budget;
    if (seconds === undefined) return Number.POSITIVE_INFINITY;
    return seconds - (options.activeMs + clock() - began) / 1000;
  };

  /** The trial to begin next: one that waits, one that was promoted, else a new one; null where there is none. */
  const next = (): StoredTrial | null => {
    const waiting = trials.find(
      ({ number, state, excluded }) => state === 'waiting' && excluded !== true && !running.has(number),
    );
    if (waiting !== undefined) return waiting;
    const promotion = pruner.nextPromotion(trials);
    if (promotion !== null && !running.has(promotion.trial)) return trialAt(promotion.trial);
    const asked = trials.filter(({ origin }) => origin === 'sampler').length;
    if (asked >= spec.trials) return null;
    const number = trials.length;
    const suggestion = sampler.suggest(trials, number);
    if (suggestion === null) return null;
    const { params, why } = suggestion;
    return insert({ number, params, origin: 'sampler', why });
  };

  const insert = (
    trial: Pick<StoredTrial, 'number' | 'params'> & Pick<Trial, 'origin'> & { why?: Sentence },
  ): StoredTrial => {
    const { number, params, origin = 'sampler', why } = trial;
    insertTrial(db, {
      sweep,
      number,
      params,
      origin,
      ...(why === undefined ? {} : { why }),
      createdAt: clock(),
    });
    const made: StoredTrial = {
      number,
      state: 'waiting',
      params,
      origin,
      values: null,
      violations: [],
      reports: [],
      excluded: false,
      run: null,
      process: null,
      reason: null,
      attempts: 0,
    };
    trials.push(made);
    return made;
  };

  const begin = (trial: StoredTrial): void => {
    const { number } = trial;
    setState(number, { state: 'running' });
    const news: TrialNews = {
      run: (run) => {
        setTrialRun(db, keyOf(number), run);
        change(number, { run });
      },
      goesOn: (step) => {
        dropReportsAfter(db, keyOf(number), step);
        change(number, { reports: trialAt(number).reports.filter((report) => report.step <= step) });
      },
      process: (pid, beginning) => setTrialProcess(db, keyOf(number), pid, beginning),
      report: (reports) => write(() => hearReports(number, reports)),
      ended: (end) => write(() => hearEnd(number, end)),
    };
    running.set(number, { handle: options.begin(trialAt(number), news), intent: null });
  };

  const hearReports = (number: number, told: readonly TrialReport[]): void => {
    const numbered = told.map(({ metric, step, value }) => ({
      metric,
      value,
      step: step ?? nextStep(number, metric),
    }));
    db.transaction(() => addReports(db, keyOf(number), numbered, clock()));
    for (const { metric, step, value } of numbered) {
      if (metric !== objective.metric) continue;
      const trial = trialAt(number);
      change(number, { reports: withReport(trial.reports, { step, value }) });
      const live = running.get(number);
      if (live === undefined || live.intent !== null) continue;
      const { decision, why } = pruner.decide(trialAt(number), trials);
      if (decision !== 'continue') {
        const kind = decision === 'pause' ? 'pause' : 'prune';
        askToEnd(live, { kind, why: why ?? say('trial.pruned', { step }) });
      }
    }
    changed();
  };

  /** A figure that was told without a step is the next one of its metric. */
  const counted = new Map<string, number>();
  const nextStep = (number: number, metric: string): number => {
    const key = `${number} ${metric}`;
    const step = (counted.get(key) ?? 0) + 1;
    counted.set(key, step);
    return step;
  };

  const askToEnd = (live: Live, intent: Intent): void => {
    live.intent ??= intent;
    live.handle.stop();
  };

  const hearEnd = (number: number, end: TrialEnd): void => {
    const live = running.get(number);
    running.delete(number);
    db.transaction(() => {
      if (end.output !== undefined && end.output !== '') setTrialOutput(db, keyOf(number), end.output);
      const exit = end.exitCode === undefined ? {} : { exitCode: end.exitCode };
      setState(number, { ...resultOf(number, end, live?.intent ?? null), ...exit });
    });
    const { run, state } = trialAt(number);
    if (run !== null && state === 'pruned') options.runPruned(run);
    pump();
  };

  const resultOf = (number: number, end: TrialEnd, intent: Intent | null): Omit<TrialChange, 'now'> => {
    if (end.state === 'failed') {
      const error: ErrorPayload = end.error ?? { code: 'internal', message: 'The trial failed.' };
      return { state: 'failed', reason: error };
    }
    if (end.state === 'complete') {
      const outcome = outcomeOf(
        spec.objectives,
        spec.limits,
        readReports(db, keyOf(number)),
        end.final ?? {},
      );
      return 'error' in outcome
        ? { state: 'failed', reason: outcome.error }
        : { state: 'complete', values: outcome.values, violations: outcome.violations };
    }
    return stopped(number, intent);
  };

  const stopped = (number: number, intent: Intent | null): Omit<TrialChange, 'now'> => {
    // What has a run has a checkpoint, and may go on with it; a command begins anew.
    const aside: TrialState = trialAt(number).run === null ? 'pruned' : 'paused';
    const because = (sentence: Sentence): ErrorPayload => ({ code: 'cancelled', ...sentence });
    switch (intent?.kind) {
      case 'halt':
        if (halted === 'stopped') return { state: 'pruned', reason: because(say('trial.byHand')) };
        if (trialAt(number).run === null) beginAnew(number);
        return { state: 'waiting' };
      case 'pause':
        return { state: aside, reason: because(intent.why) };
      case 'prune':
        return { state: 'pruned', reason: because(intent.why) };
      case 'time':
        return { state: aside, reason: because(say('trial.timeUp')) };
      case 'byHand':
      case undefined:
        return { state: 'pruned', reason: because(say('trial.byHand')) };
    }
  };

  const beginAnew = (number: number): void => {
    beginTrialAnew(db, keyOf(number));
    for (const key of counted.keys()) if (key.startsWith(`${number} `)) counted.delete(key);
    change(number, { reports: [], run: null, attempts: trialAt(number).attempts + 1 });
  };

  const finish = (state: SweepState, reason: Sentence | null): void => {
    over = true;
    clearTimers();
    setSweepState(db, sweep, state, clock(), reason);
    changed();
    options.over();
  };

  /** What is told while the disk is full, for example, is written as soon as that is possible, and nothing begins before. */
  const write = (work: () => void): void => {
    late.push(work);
    if (late.length === 1) writeLate();
  };

  const writeLate = (): void => {
    for (let work = late[0]; work !== undefined; work = late[0]) {
      try {
        work();
      } catch (thrown) {
        if (!isStorageTrouble(storageError(thrown, ''))) throw thrown;
        later();
        return;
      }
      late.shift();
    }
  };

  const clearTimers = (): void => {
    if (roomCheck !== null) clearTimeout(roomCheck);
    if (timeCheck !== null) clearTimeout(timeCheck);
    roomCheck = timeCheck = null;
  };

  const later = (): void => {
    roomCheck ??= setTimeout(() => {
      roomCheck = null;
      if (late.length > 0) writeLate();
      else pump();
    }, roomCheckMs);
  };

  const pump = (): void => {
    try {
      pumpOrThrow();
    } catch (thrown) {
      if (isStorageTrouble(storageError(thrown, ''))) return later();
      const { message, said } = toErrorPayload(thrown);
      endBecause('failed', said === undefined ? { message } : { message, said });
    }
  };

  const pumpOrThrow = (): void => {
    if (over) return;
    if (ending !== null) {
      if (running.size === 0) finish(ending.state, ending.reason);
      return;
    }
    if (halted !== null) {
      if (running.size === 0) idle.resolve(undefined);
      return;
    }
    const alike = failsAlike(trials);
    if (alike !== null) return endBecause('failed', say('sweep.allFailAlike', alike));
    if (secondsLeft() <= 0) {
      return endBecause('complete', say('sweep.timeUsedUp', { seconds: spec.budget.seconds ?? 0 }));
    }
    watchTime();
    while (running.size < workers()) {
      if (running.size > 0 && !options.hasRoom(running.size)) return later();
      const trial = next();
      if (trial === null) break;
      begin(trial);
    }
    if (running.size > 0) return;
    const allFailed = failsAlike(trials, true);
    if (allFailed !== null) finish('failed', say('sweep.allFailAlike', allFailed));
    else finish('complete', endOfSpace());
  };

  const endOfSpace = (): Sentence | null => {
    const asked = trials.filter(({ origin }) => origin === 'sampler').length;
    return asked < spec.trials ? say('sweep.spaceUsedUp', { trials: asked }) : null;
  };

  const endBecause = (state: SweepState, reason: Sentence): void => {
    ending = { state, reason };
    for (const live of running.values()) askToEnd(live, { kind: state === 'complete' ? 'time' : 'byHand' });
    if (running.size === 0) finish(state, reason);
  };

  const watchTime = (): void => {
    const seconds = secondsLeft();
    if (!Number.isFinite(seconds)) return;
    if (timeCheck !== null) clearTimeout(timeCheck);
    // Longer ones would come at once; this asks again on the way.
    timeCheck = setTimeout(pump, Math.min(seconds * 1000 + 10, 2 ** 30));
  };

  for (const { number, state, run, reports, process } of trials) {
    // A command that the end of a process cut off has nothing to go on from.
    if (state === 'waiting' && run === null && (reports.length > 0 || process !== null)) beginAnew(number);
  }

  return {
    pump,
    halt: async (state) => {
      halted = state;
      clearTimers();
      idle = Promise.withResolvers();
      for (const live of running.values()) askToEnd(live, { kind: 'halt' });
      if (running.size > 0) await idle.promise;
      over = true;
      db.transaction(() => {
        if (state === 'stopped') endOpenTrials();
        setSweepState(db, sweep, state, clock());
      });
      changed();
    },
    addTrial: (params) => {
      const problem = space.problem(params);
      if (problem !== null) throw problem;
      const { number } = insert({ number: trials.length, params, origin: 'hand' });
      changed();
      pump();
      return number;
    },
    stopTrial: (number) => {
      const trial = trialAt(number);
      const live = running.get(number);
      if (live !== undefined) return askToEnd(live, { kind: 'byHand' });
      if (trial.state !== 'waiting' && trial.state !== 'paused') throw wrongState(trial);
      setState(number, { state: 'pruned', reason: { code: 'cancelled', ...say('trial.byHand') } });
      pump();
    },
    retryTrial: (number) => {
      const trial = trialAt(number);
      if (trial.state !== 'failed' && trial.state !== 'pruned') throw wrongState(trial);
      db.transaction(() => {
        beginAnew(number);
        setState(number, { state: 'waiting' });
      });
      pump();
    },
    excludeTrial: (number, excluded) => {
      setTrialExcluded(db, keyOf(number), excluded);
      change(number, { excluded });
      changed();
      pump();
    },
    extend: (extended) => {
      spec = extended;
      setSweepSpec(db, sweep, spec);
      sampler = openedSampler();
      changed();
      pump();
    },
    output: (number) => running.get(number)?.handle.output() ?? null,
    get running() {
      return running.size;
    },
  };

  function endOpenTrials(): void {
    for (const { number, state } of trials) {
      if (state === 'waiting')
        setState(number, { state: 'pruned', reason: { code: 'cancelled', ...say('trial.byHand') } });
    }
  }
}

function withReport(
  reports: readonly Trial['reports'][number][],
  report: Trial['reports'][number],
): readonly Trial['reports'][number][] {
  const last = reports.at(-1);
  if (last === undefined || last.step < report.step) {
    // One array grows; a copy for each of many reports would take their square.
    (reports as Trial['reports'][number][]).push(report);
    return reports;
  }
  return [...reports.filter(({ step }) => step !== report.step), report].sort((a, b) => a.step - b.step);
}

function wrongState({ number, state }: StoredTrial): CodedError {
  return new CodedError('conflict', say('sweep.trialIsState', { trial: number, state }));
}
