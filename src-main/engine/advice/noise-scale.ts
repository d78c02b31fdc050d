import type { NamedArray } from '../optimizer/named-array.ts';
import { openSession } from '../training/session.ts';
import { withBatchSize } from './batch-session.ts';
import type { Trial } from './work.ts';

/** A large batch is so many small ones. */
export const smallInLarge = 16;
const mostLarge = 6;
const mostSmallRows = 8;

/** Mean squared norms of gradients of batches of two sizes. */
export interface GradientNorms {
  readonly small: { readonly rows: number; readonly squaredNorm: number };
  readonly large: { readonly rows: number; readonly squaredNorm: number };
}

/**
 * The simple noise scale tr(Σ) / |G|², in rows, of gradients of batches of b and B rows (McCandlish et al. 2018, "An
 * Empirical Model of Large-Batch Training", appendix A.1): |G|² ≈ (B |G_B|² − b |G_b|²) / (B − b) and
 * tr(Σ) ≈ (|G_b|² − |G_B|²) / (1/b − 1/B). Infinite where the estimate of |G|² is not above zero; never below 0.
 */
export function noiseScaleOf({ small, large }: GradientNorms): number {
  const signal =
    (large.rows * large.squaredNorm - small.rows * small.squaredNorm) / (large.rows - small.rows);
  const noise = (small.squaredNorm - large.squaredNorm) / (1 / small.rows - 1 / large.rows);
  return signal > 0 ? Math.max(0, noise / signal) : Number.POSITIVE_INFINITY;
}

/** Rows of a small and of a large batch, and how many large ones there are; null for data that is too small. */
export function noisePlan(trainRows: number): { rows: number; large: number } | null {
  const rows = Math.min(mostSmallRows, Math.floor(trainRows / smallInLarge / 2));
  if (rows < 1) return null;
  return { rows, large: Math.min(mostLarge, Math.floor(trainRows / (rows * smallInLarge))) };
}

/**
 * Gradients of small and large batches at the weights in `saved`: the large ones are made of the small ones' rows. One
 * item is told for every gradient; the norms come last.
 */
export function* measureNorms(
  trial: Trial,
  plan: { readonly rows: number; readonly large: number },
  saved: readonly NamedArray[],
): Generator<undefined, GradientNorms, undefined> {
  const norms = (rows: number, count: number) =>
    function* (): Generator<undefined, number, undefined> {
      const { spec, prepared } = withBatchSize(trial, rows);
      const session = openSession(spec, prepared, saved);
      try {
        let sum = 0;
        for (let batch = 0; batch < count; batch++) {
          sum += session.look(batch).gradientNorm ** 2;
          yield undefined;
        }
        return sum / count;
      } finally {
        session.dispose();
      }
    };
  const largeRows = plan.rows * smallInLarge;
  const small = yield* norms(plan.rows, plan.large * smallInLarge)();
  const large = yield* norms(largeRows, plan.large)();
  return {
    small: { rows: plan.rows, squaredNorm: small },
    large: { rows: largeRows, squaredNorm: large },
  };
}
