import type { PrunerSpec } from '#contract/sweep.ts';
import { goOn, type Pruner, type PrunerInput } from './pruner.ts';

/** The pruner of a sweep, for its first objective. */
export function openPruner(spec: PrunerSpec, objective: PrunerInput): Pruner {
  void [spec, objective];
  return { decide: () => goOn, nextPromotion: () => null };
}
