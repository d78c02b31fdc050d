import { say } from '#contract/sentence.ts';
import type { SweepSpec } from '#contract/sweep/sweep.ts';
import type { WriteDatabase } from '../../store/database.ts';
import type { StoredTrial, TrialChange } from '../../store/tables/trials.ts';
import type { Verdict } from '../../sweep/pruners/pruner.ts';
import type { LateWrites } from './late-writes.ts';
import { outcomeOf } from './outcome.ts';
import { repetitionOf } from './repeats.ts';
import type { RunningTrial, TrialEnd, TrialNews } from './running-trial.ts';
import type { Search } from './search.ts';
import type { TrialBook } from './trial-book.ts';
import { stoppedTrial, type Intent } from './trial-end.ts';

/** The trials of a sweep that are in progress in this process. */
export interface LiveTrials {
  /** Numbers of those in progress; the set changes with them. */
  readonly running: ReadonlySet<number>;
  begin(trial: StoredTrial): void;
  /** Asks one that is in progress to end; the first intent counts. */
  askToEnd(number: number, intent: Intent): void;
  askAllToEnd(intent: Intent): void;
  /** What a running command has printed so far; null where nothing runs. */
  output(number: number): string | null;
}

export interface LiveTrialsOptions {
  readonly db: WriteDatabase;
  readonly book: TrialBook;
  readonly late: LateWrites;
  /** As they are now. */
  readonly spec: () => SweepSpec;
  readonly search: () => Search;
  /** `repetition` tells which one of those with the same params it is, counted from 0. */
  readonly start: (
    trial: StoredTrial,
    repetition: number,
    nextHold: (after: number) => number | null,
    news: TrialNews,
  ) => RunningTrial;
  readonly changed: () => void;
  /** The run's training was stopped for good. */
  readonly runPruned: (run: number) => void;
  /** One has come to its end, and is written down. */
  readonly ended: () => void;
}

interface Live {
  readonly handle: RunningTrial;
  intent: Intent | null;
}

export function openLiveTrials({
  db,
  book,
  late,
  spec,
  search,
  changed,
  ...options
}: LiveTrialsOptions): LiveTrials {
  const lives = new Map<number, Live>();
  const running = new Set<number>();

  const begin = (trial: StoredTrial): void => {
    const { number } = trial;
    book.setState(number, { state: 'running' });
    changed();
    const news: TrialNews = {
      run: (run) => book.setRun(number, run),
      goesOn: (step) => book.dropReportsAfter(number, step),
      process: (pid, beginning) => book.setProcess(number, pid, beginning),
      report: (reports) =>
        late.write(() => {
          book.report(number, reports, ({ step }) => judge(number, step));
          changed();
        }),
      held: (step) => late.write(() => hearHeld(number, step)),
      ended: (end) => late.write(() => hearEnd(number, end)),
    };
    const repetition = repetitionOf(book.all, trial);
    const nextHold = (after: number): number | null => search().nextHold(book.at(number), after);
    running.add(number);
    lives.set(number, { handle: options.start(book.at(number), repetition, nextHold, news), intent: null });
  };

  const judge = (number: number, step: number): void => {
    const live = lives.get(number);
    if (live?.intent !== null) return;
    follow(live, search().judge(book.at(number)), step);
  };

  const hearHeld = (number: number, step: number): void => {
    const live = lives.get(number);
    if (live?.intent !== null) return;
    follow(live, search().judgeHeld(book.at(number), step), step);
    if (isFree(live)) live.handle.goOn();
  };

  const follow = (live: Live, { decision, why }: Verdict, step: number): void => {
    if (decision === 'continue') return;
    const kind = decision === 'pause' ? 'pause' : 'prune';
    end(live, { kind, why: why ?? say('trial.pruned', { step }) });
  };

  const end = (live: Live, intent: Intent): void => {
    live.intent ??= intent;
    live.handle.stop();
  };

  const hearEnd = (number: number, how: TrialEnd): void => {
    const intent = lives.get(number)?.intent ?? null;
    db.transaction(() => {
      if (how.output !== undefined && how.output !== '') book.setOutput(number, how.output);
      const exit = how.exitCode === undefined ? {} : { exitCode: how.exitCode };
      const change = resultOf(number, how, intent);
      // A command that goes on later begins anew.
      if (change.state === 'waiting' && book.at(number).run === null) book.beginAnew(number);
      book.setState(number, { ...change, ...exit });
    });
    changed();
    lives.delete(number);
    running.delete(number);
    const { run, state } = book.at(number);
    if (run !== null && state === 'pruned') options.runPruned(run);
    options.ended();
  };

  const resultOf = (number: number, how: TrialEnd, intent: Intent | null): Omit<TrialChange, 'now'> => {
    switch (how.state) {
      case 'failed':
        return { state: 'failed', reason: how.error ?? { code: 'internal', message: 'The trial failed.' } };
      case 'complete': {
        const { objectives, limits } = spec();
        const outcome = outcomeOf(objectives, limits, book.reports(number), how.final ?? {});
        return 'error' in outcome
          ? { state: 'failed', reason: outcome.error }
          : { state: 'complete', ...outcome };
      }
      case 'stopped':
        return stoppedTrial(intent, book.at(number).run !== null);
    }
  };

  return {
    running,
    begin,
    askToEnd: (number, intent) => {
      const live = lives.get(number);
      if (live !== undefined) end(live, intent);
    },
    askAllToEnd: (intent) => {
      for (const live of lives.values()) end(live, intent);
    },
    output: (number) => lives.get(number)?.handle.output() ?? null,
  };
}

/** A call, since following a verdict may have changed it, which the compiler cannot know. */
function isFree({ intent }: Live): boolean {
  return intent === null;
}
