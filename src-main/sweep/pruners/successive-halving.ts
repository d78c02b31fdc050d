import { say } from '#contract/sentence.ts';
import type { Trial } from '#contract/sweep.ts';
import { goOn, type Promotion, type Pruner, type PrunerInput } from './pruner.ts';
import { bestLoss, counting } from './reports.ts';

export interface Halving {
  readonly leastResource: number;
  /** Nobody is paused at this step or beyond. */
  readonly mostResource?: number | undefined;
  readonly reduction: number;
}

/**
 * Asynchronous successive halving (Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020).
 * Rungs are the steps r, r·η, r·η², …; who reports beyond a rung for the first time goes on if it is among the best
 * 1/η of all that came so far, and is paused otherwise. Later arrivals make room: the best paused trial of the highest
 * rung goes on as soon as it is among the best 1/η of its rung. All of it follows from the reports.
 */
export function createHalvingPruner(halving: Halving, objective: PrunerInput): Pruner {
  return {
    decide: (trial, trials) => {
      const rung = rungJustReached(trial, halving);
      if (rung === null) return goOn;
      const ranked = rankedAt(rung, [...trials.filter(({ number }) => number !== trial.number), trial]);
      // The first to arrive go on, or nobody would until there are η of them.
      const room = Math.max(1, Math.floor(ranked.length / halving.reduction));
      const place = ranked.findIndex(({ number }) => number === trial.number) + 1;
      if (place <= room && bestAt(trial, rung) < Number.POSITIVE_INFINITY) return goOn;
      const step = stepOf(rung, halving);
      return {
        decision: 'pause',
        why: say('sweep.pauseRung', { step, place, trials: ranked.length, room }),
      };
    },
    nextPromotion: (trials): Promotion | null => {
      const highest = Math.max(-1, ...counting(trials).map((trial) => rungOf(trial, halving)));
      for (let rung = highest; rung >= 0; rung--) {
        const ranked = rankedAt(rung, trials);
        const room = Math.floor(ranked.length / halving.reduction);
        const at = ranked.findIndex(
          (trial, place) => place < room && trial.state === 'paused' && rungOf(trial, halving) === rung,
        );
        const chosen = ranked[at];
        if (chosen === undefined) continue;
        const why = say('sweep.promote', {
          step: stepOf(rung, halving),
          place: at + 1,
          trials: ranked.length,
          room,
        });
        return { trial: chosen.number, why };
      }
      return null;
    },
    nextRung: (_, after) => {
      const rung = rungAt(after, halving) + 1;
      const step = stepOf(rung, halving);
      return rungAt(step, halving) === rung ? step : null;
    },
  };

  function bestAt(trial: Trial, rung: number): number {
    const step = stepOf(rung, halving);
    const reached = trial.reports.find((report) => report.step >= step * (1 - hair));
    return reached === undefined
      ? Number.POSITIVE_INFINITY
      : bestLoss(trial.reports, reached.step, objective);
  }

  /** Who has reached a rung, the best first; a crash says nothing about how good its params are. */
  function rankedAt(rung: number, trials: readonly Trial[]): readonly Trial[] {
    return counting(trials)
      .filter((trial) => trial.state !== 'failed' && rungOf(trial, halving) >= rung)
      .map((trial) => ({ trial, loss: bestAt(trial, rung) }))
      .sort((a, b) => (a.loss === b.loss ? a.trial.number - b.trial.number : a.loss < b.loss ? -1 : 1))
      .map(({ trial }) => trial);
  }
}

/** The logarithm of 9 to the base 3 need not be 2, and parts of an epoch are rounded to millionths. */
const hair = 1e-5;

/** Step of a rung, counted from 0. */
function stepOf(rung: number, { leastResource, reduction }: Halving): number {
  return leastResource * reduction ** rung;
}

/** The highest rung that a trial has reached; −1 for none. */
function rungOf({ reports }: Trial, halving: Halving): number {
  return rungAt(reports.at(-1)?.step ?? Number.NEGATIVE_INFINITY, halving);
}

function rungAt(step: number, { leastResource, mostResource, reduction }: Halving): number {
  if (!(step >= leastResource * (1 - hair))) return -1;
  const rung = Math.floor(Math.log(step / leastResource) / Math.log(reduction) + 2 * hair);
  if (mostResource === undefined) return rung;
  const top = Math.log(mostResource / leastResource) / Math.log(reduction);
  return Math.min(rung, Math.ceil(top - hair) - 1);
}

function rungJustReached({ reports }: Trial, halving: Halving): number | null {
  const last = reports.at(-1);
  if (last === undefined) return null;
  const rung = rungAt(last.step, halving);
  const before = reports.at(-2);
  return rung >= 0 && (before === undefined || rungAt(before.step, halving) < rung) ? rung : null;
}
