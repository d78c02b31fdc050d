import type { Objective } from '#contract/sweep/objective.ts';
import type { SweepSpec } from '#contract/sweep/sweep.ts';
import type { Trial } from '#contract/sweep/trial.ts';
import type { StoredTrial } from '../../store/tables/trials.ts';
import { openPruner } from '../../sweep/pruners/open.ts';
import type { Verdict } from '../../sweep/pruners/pruner.ts';
import { openSampler } from '../../sweep/samplers/open.ts';
import type { Space } from '../../sweep/search-space.ts';
import { openPopulation, type CopyRun } from './population.ts';
import { repeatNext } from './repeats.ts';
import type { TrialBook } from './trial-book.ts';

/** What a sweep tries next, and how long. All of it follows from the trials in the book. */
export interface Search {
  /** The trial to begin next: one that waits, one that was promoted, else a new one; null where there is none now. */
  next(running: ReadonlySet<number>): StoredTrial | null;
  /** What is to become of a trial after its last report. */
  judge(trial: StoredTrial): Verdict;
  /** The first step of reports after this one at which a trial is to wait for a verdict; null where it is not to. */
  nextHold(trial: StoredTrial, after: number): number | null;
  /** What is to become of one that waits there, and of which its reports did not decide. */
  judgeHeld(trial: StoredTrial, step: number): Verdict;
  /** Trials that its sampler was asked for so far. */
  readonly asked: number;
}

export interface SearchOptions {
  readonly spec: SweepSpec;
  readonly objective: Objective;
  readonly space: Space;
  readonly book: TrialBook;
  readonly workers: number;
  /** Trials of earlier sweeps, as far as they are of this space. */
  readonly earlier: readonly Trial[];
  readonly copyRun: CopyRun;
}

const goOn: Verdict = { decision: 'continue', why: null };

export function openSearch({ spec, objective, space, book, workers, ...options }: SearchOptions): Search {
  const pruner = openPruner(spec.pruner, objective);
  const sampler = openSampler({
    space,
    sampler: spec.sampler,
    objectives: spec.objectives,
    seed: spec.seed,
    trials: spec.trials,
    workers,
  });
  const population = openPopulation({ spec, space, objective, book, copyRun: options.copyRun });

  const isFree = (trial: StoredTrial, running: ReadonlySet<number>): boolean =>
    trial.state === 'waiting' && trial.excluded !== true && !running.has(trial.number);
  const asked = (): number => book.all.filter(({ origin }) => origin === 'sampler').length;

  const repeat = (): StoredTrial | null => {
    const found = spec.repeat === undefined ? null : repeatNext(book.all, objective, spec.repeat);
    if (found === null) return null;
    const { params } = book.at(found.trial);
    return book.add({ params, origin: 'repeat', repeats: found.trial, why: found.why });
  };

  return {
    next: (running) => {
      const waiting = book.all.find((trial) => isFree(trial, running));
      if (waiting !== undefined) return waiting;
      const promotion = pruner.nextPromotion(book.all);
      if (promotion !== null && !running.has(promotion.trial)) return book.at(promotion.trial);
      if (asked() < spec.trials) {
        const suggestion = sampler.suggest([...options.earlier, ...book.all], book.all.length);
        if (suggestion !== null) return book.add({ ...suggestion, origin: 'sampler' });
        if (population === null) return null;
      }
      if (population === null) return repeat();
      // A new generation begins when all of the last one have come as far.
      if (running.size > 0) return null;
      population.advance();
      return book.all.find((trial) => isFree(trial, running)) ?? null;
    },
    judge: (trial) => {
      // What is repeated is to be known to its end.
      if (trial.origin === 'repeat') return goOn;
      return pruner.decide(trial, book.all);
    },
    nextHold: (trial, after) => {
      if (trial.origin === 'repeat') return null;
      return population === null ? pruner.nextRung(trial, after) : population.nextStep(after);
    },
    judgeHeld: (_, step) => population?.judge(step) ?? goOn,
    get asked() {
      return asked();
    },
  };
}
