import { CodedError, toErrorPayload } from '#contract/errors.ts';
import type { Params } from '#contract/param.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { SweepSpec } from '#contract/sweep/sweep.ts';
import type { SweepState } from '#contract/sweep/sweep-view.ts';
import type { Trial } from '#contract/sweep/trial.ts';
import { setSweepSpec, setSweepState } from '../../store/tables/sweeps.ts';
import type { StoredTrial, TrialChange } from '../../store/tables/trials.ts';
import type { WriteDatabase } from '../../store/database.ts';
import { openPruner } from '../../sweep/pruners/open.ts';
import { openSampler } from '../../sweep/samplers/open.ts';
import type { Sampler } from '../../sweep/samplers/sampler.ts';
import { createSpace, type Space } from '../../sweep/search-space.ts';
import { failsAlike } from './alike.ts';
import { createLateWrites, isPassing } from './late-writes.ts';
import { outcomeOf } from './outcome.ts';
import type { RunningTrial, TrialEnd, TrialNews } from './running-trial.ts';
import { openTrialBook } from './trial-book.ts';
import { repeatNext, repetitionOf } from './repeats.ts';
import { stoppedTrial, type Intent } from './trial-end.ts';

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
  /** Other numbers of trials, another budget or another space, from the next trial on. */
  become(spec: SweepSpec): void;
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
  /** Trials of earlier sweeps, as far as they are of this space. */
  readonly earlier: (space: Space) => readonly Trial[];
  /** Trials at once where the spec leaves that open. */
  readonly workers: number;
  /** Whether another trial may begin beside those that run: memory, for example. */
  readonly hasRoom: (running: number) => boolean;
  /** `repetition` tells which one of those with the same params it is, counted from 0. */
  readonly begin: (trial: StoredTrial, repetition: number, news: TrialNews) => RunningTrial;
  /** Something of the sweep changed. */
  readonly changed: () => void;
  /** The run's training was stopped for good by a pruner. */
  readonly runPruned: (run: number) => void;
  /** It has come to its end by itself. */
  readonly over: () => void;
}

interface Live {
  readonly handle: RunningTrial;
  intent: Intent | null;
}

const roomCheckMs = 2000;

export function openLiveSweep(options: LiveSweepOptions): LiveSweep {
  const { sweep, db, clock, changed } = options;
  let { spec } = options;
  const [objective] = spec.objectives;
  if (objective === undefined) throw new Error(`sweep ${sweep} has no objective`);
  const pruner = openPruner(spec.pruner, objective);
  const book = openTrialBook({ db, sweep, metric: objective.metric, clock });
  const workers = (): number => spec.workers ?? options.workers;
  let space = createSpace(spec.space, spec.constraints);
  const openedSampler = (): Sampler =>
    openSampler({
      space,
      sampler: spec.sampler,
      objectives: spec.objectives,
      seed: spec.seed,
      trials: spec.trials,
      workers: workers(),
    });
  let sampler = openedSampler();
  let earlier = options.earlier(space);
  const running = new Map<number, Live>();
  /** A person who goes on with what failed wants to see it tried. */
  const failedBefore = new Set(book.all.flatMap(({ number, state }) => (state === 'failed' ? [number] : [])));
  const began = clock();
  let halted: 'paused' | 'interrupted' | 'stopped' | null = options.dormant ? 'paused' : null;
  let ending: { readonly state: SweepState; readonly reason: Sentence } | null = null;
  let over = false;
  let idle = Promise.withResolvers<undefined>();
  let roomCheck: NodeJS.Timeout | null = null;
  let timeCheck: NodeJS.Timeout | null = null;

  const later = (): void => {
    roomCheck ??= setTimeout(() => {
      roomCheck = null;
      if (late.waiting) late.retry();
      else pump();
    }, roomCheckMs);
  };
  const late = createLateWrites(later);

  const setState = (number: number, change: Omit<TrialChange, 'now'>): void => {
    book.setState(number, change);
    changed();
  };

  const secondsLeft = (): number => {
    const { seconds } = spec.budget;
    if (seconds === undefined) return Number.POSITIVE_INFINITY;
    return seconds - (options.activeMs + clock() - began) / 1000;
  };

  const asked = (): number => book.all.filter(({ origin }) => origin === 'sampler').length;

  /** The trial to begin next: one that waits, one that was promoted, else a new one; null where there is none. */
  const next = (): StoredTrial | null => {
    const waiting = book.all.find(
      ({ number, state, excluded }) => state === 'waiting' && excluded !== true && !running.has(number),
    );
    if (waiting !== undefined) return waiting;
    const promotion = pruner.nextPromotion(book.all);
    if (promotion !== null && !running.has(promotion.trial)) return book.at(promotion.trial);
    if (asked() >= spec.trials) return repeat();
    const suggestion = sampler.suggest([...earlier, ...book.all], book.all.length);
    return suggestion === null ? null : book.add({ ...suggestion, origin: 'sampler' });
  };

  const repeat = (): StoredTrial | null => {
    const found = spec.repeat === undefined ? null : repeatNext(book.all, objective, spec.repeat);
    if (found === null) return null;
    const { params } = book.at(found.trial);
    return book.add({ params, origin: 'repeat', repeats: found.trial, why: found.why });
  };

  const begin = (trial: StoredTrial): void => {
    const { number } = trial;
    setState(number, { state: 'running' });
    const news: TrialNews = {
      run: (run) => book.setRun(number, run),
      goesOn: (step) => book.dropReportsAfter(number, step),
      process: (pid, beginning) => book.setProcess(number, pid, beginning),
      report: (reports) =>
        late.write(() => {
          book.report(number, reports, ({ step }) => judge(number, step));
          changed();
        }),
      ended: (end) => late.write(() => hearEnd(number, end)),
    };
    const repetition = repetitionOf(book.all, trial);
    running.set(number, { handle: options.begin(book.at(number), repetition, news), intent: null });
  };

  const judge = (number: number, step: number): void => {
    const live = running.get(number);
    if (live === undefined || live.intent !== null) return;
    // What is repeated is to be known to its end.
    if (book.at(number).origin === 'repeat') return;
    const { decision, why } = pruner.decide(book.at(number), book.all);
    if (decision === 'continue') return;
    const kind = decision === 'pause' ? 'pause' : 'prune';
    askToEnd(live, { kind, why: why ?? say('trial.pruned', { step }) });
  };

  const askToEnd = (live: Live, intent: Intent): void => {
    live.intent ??= intent;
    live.handle.stop();
  };

  const hearEnd = (number: number, end: TrialEnd): void => {
    const intent = running.get(number)?.intent ?? null;
    db.transaction(() => {
      if (end.output !== undefined && end.output !== '') book.setOutput(number, end.output);
      const exit = end.exitCode === undefined ? {} : { exitCode: end.exitCode };
      const change = resultOf(number, end, intent);
      // A command that goes on later begins anew.
      if (change.state === 'waiting' && book.at(number).run === null) book.beginAnew(number);
      setState(number, { ...change, ...exit });
    });
    running.delete(number);
    const { run, state } = book.at(number);
    if (run !== null && state === 'pruned') options.runPruned(run);
    pump();
  };

  const resultOf = (number: number, end: TrialEnd, intent: Intent | null): Omit<TrialChange, 'now'> => {
    switch (end.state) {
      case 'failed':
        return { state: 'failed', reason: end.error ?? { code: 'internal', message: 'The trial failed.' } };
      case 'complete': {
        const outcome = outcomeOf(spec.objectives, spec.limits, book.reports(number), end.final ?? {});
        return 'error' in outcome
          ? { state: 'failed', reason: outcome.error }
          : { state: 'complete', ...outcome };
      }
      case 'stopped':
        return stoppedTrial(intent, book.at(number).run !== null);
    }
  };

  const finish = (state: SweepState, reason: Sentence | null): void => {
    over = true;
    clearTimers();
    setSweepState(db, sweep, state, clock(), reason);
    changed();
    options.over();
  };

  const clearTimers = (): void => {
    if (roomCheck !== null) clearTimeout(roomCheck);
    if (timeCheck !== null) clearTimeout(timeCheck);
    roomCheck = timeCheck = null;
  };

  const pump = (): void => {
    try {
      pumpOrThrow();
    } catch (thrown) {
      if (isPassing(thrown)) return later();
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
    const judged = book.all.filter(({ number }) => !failedBefore.has(number));
    const alike = failsAlike(judged);
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
    const allFailed = failsAlike(book.all, true);
    if (allFailed !== null) finish('failed', say('sweep.allFailAlike', allFailed));
    else finish('complete', asked() < spec.trials ? say('sweep.spaceUsedUp', { trials: asked() }) : null);
  };

  const endBecause = (state: SweepState, reason: Sentence): void => {
    ending = { state, reason };
    for (const live of running.values()) askToEnd(live, { kind: state === 'complete' ? 'time' : 'over' });
    if (running.size === 0) finish(state, reason);
  };

  const watchTime = (): void => {
    const seconds = secondsLeft();
    if (!Number.isFinite(seconds)) return;
    if (timeCheck !== null) clearTimeout(timeCheck);
    // Longer ones would come at once; this asks again on the way.
    timeCheck = setTimeout(pump, Math.min(seconds * 1000 + 10, 2 ** 30));
  };

  return {
    pump,
    halt: async (state) => {
      halted = state;
      clearTimers();
      idle = Promise.withResolvers();
      for (const live of running.values()) askToEnd(live, { kind: state === 'stopped' ? 'over' : 'halt' });
      if (running.size > 0) await idle.promise;
      over = true;
      clearTimers();
      db.transaction(() => {
        if (state === 'stopped') {
          for (const trial of book.all) {
            if (trial.state === 'waiting') setState(trial.number, stoppedTrial({ kind: 'over' }, false));
          }
        }
        setSweepState(db, sweep, state, clock());
      });
      changed();
    },
    addTrial: (params) => {
      const problem = space.problem(params);
      if (problem !== null) throw problem;
      const { number } = book.add({ params, origin: 'hand' });
      changed();
      pump();
      return number;
    },
    stopTrial: (number) => {
      const trial = book.at(number);
      const live = running.get(number);
      if (live !== undefined) return askToEnd(live, { kind: 'byHand' });
      if (trial.state !== 'waiting' && trial.state !== 'paused') throw wrongState(trial);
      setState(number, stoppedTrial({ kind: 'byHand' }, false));
      pump();
    },
    retryTrial: (number) => {
      const trial = book.at(number);
      if (trial.state !== 'failed' && trial.state !== 'pruned') throw wrongState(trial);
      failedBefore.delete(number);
      db.transaction(() => {
        book.beginAnew(number);
        setState(number, { state: 'waiting' });
      });
      pump();
    },
    excludeTrial: (number, excluded) => {
      book.setExcluded(number, excluded);
      changed();
      pump();
    },
    become: (changedSpec) => {
      spec = changedSpec;
      setSweepSpec(db, sweep, spec);
      space = createSpace(spec.space, spec.constraints);
      sampler = openedSampler();
      earlier = options.earlier(space);
      changed();
      pump();
    },
    output: (number) => running.get(number)?.handle.output() ?? null,
    get running() {
      return running.size;
    },
  };
}

function wrongState({ number, state }: StoredTrial): CodedError {
  return new CodedError('conflict', say('sweep.trialIsState', { trial: number, state }));
}
