import type { OptimizerSpec } from '#contract/training.ts';

export interface Clipping {
  readonly clipValue?: number | undefined;
  readonly clipArrayNorm?: number | undefined;
  readonly clipNorm?: number | undefined;
}

/** How a spec clips; null where it does not. The norm of the gradients is measured and logged where it does. */
export function clippingOf(spec: OptimizerSpec): Clipping | null {
  if (spec.kind === 'lbfgs') return null;
  const { clipValue, clipArrayNorm, clipNorm } = spec;
  return clipValue === undefined && clipArrayNorm === undefined && clipNorm === undefined ? null : spec;
}

/** Factor that brings gradients of a norm down to `limit`, as torch.nn.utils.clip_grad_norm_ has it. */
export function clipFactor(norm: number, limit: number | undefined): number {
  return limit === undefined ? 1 : Math.min(1, limit / (norm + 1e-6));
}

/**
 * Factors on the gradients of every array, whose sums of squares are given after clipping by value: first each array
 * by its own norm, then all by the global norm of what is left.
 */
export function clipFactors(squares: readonly number[], clipping: Clipping): readonly number[] {
  const own = squares.map((sum) => clipFactor(Math.sqrt(sum), clipping.clipArrayNorm));
  const left = squares.reduce((sum, square, index) => sum + square * (own[index] ?? 1) ** 2, 0);
  const all = clipFactor(Math.sqrt(left), clipping.clipNorm);
  return own.map((factor) => factor * all);
}
