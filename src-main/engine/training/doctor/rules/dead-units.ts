import type { FindingFix } from '#contract/finding.ts';
import { say } from '#contract/sentence.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { calmerRate } from '../fixes.ts';
import type { UnitVitals } from '../unit-track.ts';
import type { Rule } from '../vitals.ts';

/** "As much as 40 % of your network can be dead if the learning rate is set too high" (Karpathy, CS231n notes). */
const tooMany = 0.4;
const fewestUnits = 4;

/** In some layer, many units have not moved for any row of the last looks: zero for relu, the ends of tanh and sigmoid. */
export const deadUnits: Rule = {
  confirmations: 2,
  examine: ({ spec, looks, units, step }) => {
    const worst = units
      .filter((layer) => layer.units >= fewestUnits)
      .reduce<UnitVitals | null>((most, layer) => (shareOf(layer) > shareOf(most) ? layer : most), null);
    const share = shareOf(worst);
    if (worst === null || share < tooMany) return null;
    const rate = calmerRate({ spec, looks }, 0.3);
    const { layer, kind, dead } = worst;
    return {
      severity: share > 0.9 ? 'serious' : 'warning',
      badness: share / tooMany,
      since: 0,
      evidence: { layer, kind, dead, units: worst.units, step },
      found: say('doctor.deadUnits', { layer, dead, units: worst.units, kind }),
      advice: say('doctor.deadUnits.advice', { kind, rate }),
      fix: fixOf(spec, kind, rate),
    };
  },
};

function shareOf(layer: UnitVitals | null): number {
  return layer === null ? 0 : layer.dead / layer.units;
}

function fixOf({ model }: TrainingSpec, kind: UnitVitals['kind'], rate: number): FindingFix {
  const slower = { 'optimizer.learningRate': rate };
  if (!('activation' in model)) return { by: 'newRun', changes: slower };
  return {
    by: 'newRun',
    changes: { 'model.activation': kind === 'zero' ? 'leakyRelu' : 'relu', ...slower },
  };
}
