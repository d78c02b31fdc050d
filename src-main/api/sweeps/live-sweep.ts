import { CodedError, toErrorPayload } from '#contract/errors.ts';
import type { Params } from '#contract/param.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { SweepSpec } from '#contract/sweep/sweep.ts';
import type { SweepState } from '#contract/sweep/sweep-view.ts';
import type { Trial } from '#contract/sweep/trial.ts';
import { setSweepSpec, setSweepState } from '../../store/tables/sweeps.ts';
import type { StoredTrial, TrialChange } from '../../store/tables/trials.ts';
import type { WriteDatabase } from '../../store/database.ts';
import { createSpace, type Space } from '../../sweep/search-space.ts';
import { failsAlike } from './alike.ts';
import { createLateWrites, isPassing } from './late-writes.ts';
import { openLiveTrials, type LiveTrialsOptions } from './live-trials.ts';
import type { CopyRun } from './population.ts';
import { openSearch, type Search } from './search.ts';
import { openTrialBook } from './trial-book.ts';
import { stoppedTrial } from './trial-end.ts';

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
  readonly begin: LiveTrialsOptions['start'];
  readonly copyRun: CopyRun;
  /** Something of the sweep changed. */
  readonly changed: () => void;
  /** The run's training was stopped for good by a pruner. */
  readonly runPruned: (run: number) => void;
  /** It has come to its end by itself. */
  readonly over: () => void;
}

const roomCheckMs = 2000;

export function openLiveSweep(options: LiveSweepOptions): LiveSweep {
  const { sweep, db, clock, changed } = options;
  let { spec } = options;
  const [objective] = spec.objectives;
  if (objective === undefined) throw new Error(`sweep ${sweep} has no objective`);
  const book = openTrialBook({ db, sweep, metric: objective.metric, clock });
  const workers = (): number => spec.workers ?? options.workers;
  let space = createSpace(spec.space, spec.constraints);
  const openedSearch = (): Search =>
    openSearch({
      spec,
      objective,
      space,
      book,
      workers: workers(),
      earlier: options.earlier(space),
      copyRun: options.copyRun,
    });
  let search = openedSearch();
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
  const trials = openLiveTrials({
    db,
    book,
    late,
    spec: () => spec,
    search: () => search,
    start: options.begin,
    changed,
    runPruned: options.runPruned,
    ended: () => pump(),
  });
  const { running } = trials;

  const setState = (number: number, change: Omit<TrialChange, 'now'>): void => {
    book.setState(number, change);
    changed();
  };

  const secondsLeft = (): number => {
    const { seconds } = spec.budget;
    if (seconds === undefined) return Number.POSITIVE_INFINITY;
    return seconds - (options.activeMs + clock() - began) / 1000;
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
      const trial = search.next(running);
      if (trial === null) break;
      trials.begin(trial);
    }
    if (running.size > 0) return;
    const allFailed = failsAlike(book.all, true);
    if (allFailed !== null) finish('failed', say('sweep.allFailAlike', allFailed));
    else
      finish(
        'complete',
        search.asked < spec.trials ? say('sweep.spaceUsedUp', { trials: search.asked }) : null,
      );
  };

  const endBecause = (state: SweepState, reason: Sentence): void => {
    ending = { state, reason };
    trials.askAllToEnd({ kind: state === 'complete' ? 'time' : 'over' });
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
      trials.askAllToEnd({ kind: state === 'stopped' ? 'over' : 'halt' });
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
      if (running.has(number)) return trials.askToEnd(number, { kind: 'byHand' });
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
      search = openedSearch();
      changed();
      pump();
    },
    output: trials.output,
    get running() {
      return running.size;
    },
  };
}

function wrongState({ number, state }: StoredTrial): CodedError {
  return new CodedError('conflict', say('sweep.trialIsState', { trial: number, state }));
}
