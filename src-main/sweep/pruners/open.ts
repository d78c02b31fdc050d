import { say } from '#contract/sentence.ts';
import type { PrunerSpec } from '#contract/sweep.ts';
import { inputError } from '../../base/input-error.ts';
import { createHyperbandPruner } from './hyperband.ts';
import { createPatientPruner } from './patient.ts';
import { createPercentilePruner } from './percentile.ts';
import { goOn, type Pruner, type PrunerInput } from './pruner.ts';
import { createHalvingPruner } from './successive-halving.ts';
import { createThresholdPruner } from './threshold.ts';

/** The pruner of a sweep, for its first objective. Throws `invalid_input` for settings that contradict each other. */
export function openPruner(spec: PrunerSpec, objective: PrunerInput): Pruner {
  switch (spec.kind) {
    case 'none':
      return { decide: () => goOn, nextPromotion: () => null, nextRung: () => null };
    case 'median':
      return createPercentilePruner({ ...spec, percentile: 50 }, objective);
    case 'percentile':
      return createPercentilePruner(spec, objective);
    case 'threshold':
      if (spec.lower === undefined && spec.upper === undefined) {
        throw inputError('pruner.upper', say('sweep.thresholdNeeds'));
      }
      return createThresholdPruner(spec);
    case 'patient':
      return createPatientPruner(
        spec,
        objective,
        spec.pruner === undefined ? null : openPruner(spec.pruner, objective),
      );
    case 'asha':
      if (spec.mostResource !== undefined && spec.mostResource <= spec.leastResource) {
        throw inputError('pruner.mostResource', say('sweep.resources', { least: spec.leastResource }));
      }
      return createHalvingPruner(spec, objective);
    case 'hyperband':
      if (spec.mostResource <= spec.leastResource) {
        throw inputError('pruner.mostResource', say('sweep.resources', { least: spec.leastResource }));
      }
      return createHyperbandPruner(spec, objective);
  }
}
