import { normalProbability, normalQuantile } from '../../base/normal.ts';
import type { Axis } from '../axis.ts';
import type { CmaState } from './cma.ts';

/**
 * The margin of Hamano, Saito, Nomura and Shirakawa ("CMA-ES with margin", GECCO 2022): where a param has steps, the
 * chance to leave the value that the mean lies in never falls below a margin, or a small step size would hold the
 * search there for good. `amplitudes` widen the steps of such axes when a point is drawn; mean and amplitudes are
 * corrected after every generation.
 */
export function withMargin(
  state: CmaState,
  amplitudes: Float64Array,
  axes: readonly Axis[],
  margin: number,
): { readonly state: CmaState; readonly amplitudes: Float64Array } {
  if (axes.every(({ kind }) => kind === 'continuous')) return { state, amplitudes };
  const n = axes.length;
  const mean = Float64Array.from(state.mean);
  const corrected = Float64Array.from(amplitudes);
  for (const [i, axis] of axes.entries()) {
    if (axis.kind === 'continuous') continue;
    const own = mean[i] ?? 0.5;
    const index = axis.indexOf(axis.valueAt(own));
    // In the outermost cells the two bounds are one: the only way out.
    const low = axis.edge(Math.min(axis.count - 1, Math.max(1, index)));
    const high = axis.edge(Math.min(axis.count - 1, Math.max(1, index + 1)));
    const width = state.sigma * Math.sqrt(state.covariance[i * n + i] ?? 1);
    const spread = width * (amplitudes[i] ?? 1);
    const below = normalProbability((low - own) / spread);
    const above = normalProbability((own - high) / spread);
    if (Math.max(below, above) > 0.5) {
      if (Math.min(below, above) < margin) {
        mean[i] = high + Math.sign(own - high) * spread * -normalQuantile(margin);
      }
      continue;
    }
    const within = 1 - below - above;
    const least = margin / 2;
    const [floorBelow, floorAbove] = [Math.max(below, least), Math.max(above, least)];
    const excess = (1 - floorBelow - floorAbove - within) / (floorBelow + within + floorAbove - 3 * least);
    const reach = (floor: number): number =>
      -normalQuantile(Math.min(0.5 - 1e-10, Math.max(1e-10, floor + excess * (floor - least))));
    const [reachLow, reachHigh] = [reach(floorBelow), reach(floorAbove)];
    corrected[i] = (high - low) / ((reachLow + reachHigh) * width);
    mean[i] = (low * reachHigh + high * reachLow) / (reachLow + reachHigh);
  }
  return { state: { ...state, mean }, amplitudes: corrected };
}
