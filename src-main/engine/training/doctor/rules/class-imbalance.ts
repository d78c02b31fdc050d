import { say } from '#contract/sentence.ts';
import type { LossSpec } from '#contract/training.ts';
import { percent } from '../fixes.ts';
import type { Rule } from '../vitals.ts';

/** A class with less than this part of an equal share is a rare one: 1 row in 10 of two classes, 1 in 25 of five. */
const rare = 0.2;
/** Fewer held-out rows say nothing about a recall. */
const fewestRows = 5;
const missed = 0.1;
const evaluationsInARow = 3;
const earliest = 0.3;
const takesWeights: readonly LossSpec['kind'][] = ['crossEntropy', 'binaryCrossEntropy', 'focal'];

/** A rare class is hardly ever recognised, evaluation after evaluation, and the loss does not weigh it. */
export const classImbalance: Rule = {
  confirmations: 1,
  examine: ({ spec, classes, evaluations, step, totalSteps }) => {
    const { recalls } = evaluations;
    if (classes === null || classes.weighted || step < earliest * totalSteps) return null;
    if (recalls.length < evaluationsInARow) return null;
    const rows = classes.counts.reduce((sum, count) => sum + count, 0);
    const shares = classes.counts.map((count) => count / rows);
    const recallOf = (at: number): number => Math.max(...recalls.map((recall) => recall[at] ?? 1));
    const unseen = classes.names
      .map((name, at) => ({ name, at, share: shares[at] ?? 0, recall: recallOf(at) }))
      .filter(({ at, share, recall }) => {
        const isRare = share > 0 && share * classes.names.length < rare;
        return isRare && (classes.heldOut[at] ?? 0) >= fewestRows && recall < missed;
      });
    const [first] = unseen.sort((a, b) => a.recall - b.recall);
    if (first === undefined) return null;
    const common = shares.indexOf(Math.max(...shares));
    return {
      severity: 'warning',
      badness: rare / (first.share * classes.names.length),
      since: step,
      evidence: { class: first.name, share: first.share, recall: first.recall, classes: unseen.length },
      found: say('doctor.classImbalance', {
        name: first.name,
        share: percent(first.share),
        recall: percent(first.recall),
        common: classes.names[common] ?? '',
        commonShare: percent(shares[common] ?? 0),
      }),
      advice: say('doctor.classImbalance.advice'),
      fix: takesWeights.includes(spec.loss.kind)
        ? { by: 'branch', changes: { 'loss.classWeights': 'balanced' } }
        : { by: 'newRun', changes: { 'loss.kind': 'crossEntropy', 'loss.classWeights': 'balanced' } },
    };
  },
};
