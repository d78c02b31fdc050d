import { stream } from '../../base/random.ts';
import { fitAdditive } from './additive.ts';
import { binnedAxis, type BinnedAxis } from './bins.ts';
import { growTree, type Leaf } from './forest.ts';
import type { TrialTable } from './table.ts';

export interface ParamImportance {
  readonly param: string;
  /** Share of the variance that the param explains by itself, all others averaged out; mean over the trees. */
  readonly share: number;
  /** Standard deviation over the trees. */
  readonly deviation: number;
}

export interface PairImportance {
  readonly params: readonly [string, string];
  /** Share of the variance that both explain together, beyond what each does by itself. */
  readonly share: number;
}

export interface Fanova {
  /** The largest share first. */
  readonly params: readonly ParamImportance[];
  readonly pairs: readonly PairImportance[];
}

const treeCount = 32;
/** Fewer trials than this tell nothing of a variance. */
const leastTrials = 4;

/**
 * Functional analysis of variance (Hutter, Hoos and Leyton-Brown, "An efficient approach for assessing hyperparameter
 * importance", ICML 2014): how much of the objective's variance over the whole space each param explains, and each
 * pair beyond that, in a sum of functions of single params and a forest of regression trees for what these leave over
 * (which alone would hide pairs behind strong single params). What a param does that is not in use is nothing: there it is drawn
 * by chance. Null for fewer than four complete trials, or where all reached the same.
 */
export function fanova({ axes, columns, losses }: TrialTable, seed = 0): Fanova | null {
  if (losses.length < leastTrials || losses.every((loss) => loss === losses[0])) return null;
  const binned = axes.map(binnedAxis);
  const shares = axes.map(() => new Array<number>());
  const pairs = axes.flatMap((_, i) => axes.slice(i + 1).map((__, offset) => ({ i, j: i + 1 + offset })));
  const pairSums = new Float64Array(pairs.length);
  let trees = 0;
  for (let tree = 0; tree < treeCount; tree++) {
    const random = stream(seed, 'fanova', tree);
    const bins = columns.map((column, index) =>
      Uint8Array.from(
        column,
        (unit) => binned[index]?.binOf(Number.isNaN(unit) ? random.uniform() : unit) ?? 0,
      ),
    );
    const { effects, rest } = fitAdditive(binned, bins, losses);
    const parts = partsOf(binned, growTree(binned, bins, rest, random), pairs, effects);
    if (!(parts.total > 0)) continue;
    trees++;
    for (const [index, own] of parts.params.entries()) shares[index]?.push(own / parts.total);
    for (const [index, own] of parts.pairs.entries()) {
      pairSums[index] = (pairSums[index] ?? 0) + own / parts.total;
    }
  }
  if (trees === 0) return null;
  return {
    params: axes
      .map(({ name }, index) => ({ param: name, ...spread(shares[index] ?? []) }))
      .sort((a, b) => b.share - a.share),
    pairs: pairs
      .map(({ i, j }, index) => ({
        params: [axes[i]?.name ?? '', axes[j]?.name ?? ''] as const,
        share: (pairSums[index] ?? 0) / trees,
      }))
      .sort((a, b) => b.share - a.share),
  };
}

function spread(shares: readonly number[]): { readonly share: number; readonly deviation: number } {
  const share = shares.reduce((sum, own) => sum + own, 0) / shares.length;
  const squares = shares.reduce((sum, own) => sum + (own - share) ** 2, 0) / shares.length;
  return { share, deviation: Math.sqrt(squares) };
}

interface Parts {
  readonly total: number;
  readonly params: readonly number[];
  readonly pairs: Float64Array;
}

/** Variance of a tree's prediction over the space, in the parts that axes and pairs of them explain. */
function partsOf(
  axes: readonly BinnedAxis[],
  leaves: readonly Leaf[],
  pairs: readonly { readonly i: number; readonly j: number }[],
  effects: readonly Float64Array[],
): Parts {
  const marginals = axes.map(({ bins }) => new Float64Array(bins));
  const joint = pairs.map(({ i, j }) => new Float64Array((axes[i]?.bins ?? 0) * (axes[j]?.bins ?? 0)));
  const fractions = new Float64Array(axes.length);
  const members = axes.map(() => new Uint8Array(32));
  const lengths = new Uint8Array(axes.length);
  let [mean, squares] = [0, 0];
  for (const { masks, value } of leaves) {
    let volume = 1;
    for (const [index, axis] of axes.entries()) {
      const mask = masks[index] ?? 0;
      let [width, length] = [0, 0];
      for (let bin = 0; bin < axis.bins; bin++) {
        if (((mask >>> bin) & 1) === 0) continue;
        width += axis.widths[bin] ?? 0;
        (members[index] ?? new Uint8Array(0))[length++] = bin;
      }
      fractions[index] = width;
      lengths[index] = length;
      volume *= width;
    }
    const weighted = value * volume;
    mean += weighted;
    squares += value * weighted;
    for (const [index, marginal] of marginals.entries()) {
      const share = weighted / (fractions[index] ?? 1);
      const own = members[index];
      for (let k = 0; k < (lengths[index] ?? 0); k++) {
        const bin = own?.[k] ?? 0;
        marginal[bin] = (marginal[bin] ?? 0) + share;
      }
    }
    for (const [index, { i, j }] of pairs.entries()) {
      const marginal = joint[index];
      const [first, second] = [members[i], members[j]];
      if (marginal === undefined || first === undefined || second === undefined) continue;
      const share = weighted / ((fractions[i] ?? 1) * (fractions[j] ?? 1));
      const columns = axes[j]?.bins ?? 0;
      const [rows, length] = [lengths[i] ?? 0, lengths[j] ?? 0];
      for (let a = 0; a < rows; a++) {
        const row = (first[a] ?? 0) * columns;
        for (let b = 0; b < length; b++) {
          const at = row + (second[b] ?? 0);
          marginal[at] = (marginal[at] ?? 0) + share;
        }
      }
    }
  }
  // The tree is of what single params leave over: their own effects are added to what they do in it.
  const centred = effects.map((effect, index) => centre(effect, axes[index]?.widths ?? effect));
  let total = squares - mean * mean;
  for (const [index, effect] of centred.entries()) {
    const { widths } = axes[index] ?? { widths: effect };
    total += meanSquare(effect, widths) + 2 * meanProduct(effect, marginals[index] ?? effect, widths);
  }
  const params = marginals.map((marginal, index) => {
    const own = marginal.map((value, bin) => value + (centred[index]?.[bin] ?? 0));
    return Math.max(0, meanSquare(own, axes[index]?.widths ?? own) - mean * mean);
  });
  const pairParts = Float64Array.from(pairs, ({ i, j }, index) => {
    const [first, second, marginal] = [axes[i], axes[j], joint[index]];
    if (first === undefined || second === undefined || marginal === undefined) return 0;
    let sum = 0;
    for (const [a, width] of first.widths.entries()) {
      for (const [b, height] of second.widths.entries()) {
        const alone = (marginals[i]?.[a] ?? 0) + (marginals[j]?.[b] ?? 0) - mean;
        sum += width * height * ((marginal[a * second.bins + b] ?? 0) - alone) ** 2;
      }
    }
    return sum;
  });
  return { total, params, pairs: pairParts };
}

function centre(values: Float64Array, widths: Float64Array): Float64Array {
  const mean = meanProduct(values, new Float64Array(values.length).fill(1), widths);
  return values.map((value) => value - mean);
}

function meanProduct(a: Float64Array, b: Float64Array, widths: Float64Array): number {
  let sum = 0;
  for (let bin = 0; bin < a.length; bin++) sum += (widths[bin] ?? 0) * (a[bin] ?? 0) * (b[bin] ?? 0);
  return sum;
}

function meanSquare(values: Float64Array, widths: Float64Array): number {
  let sum = 0;
  for (let bin = 0; bin < values.length; bin++) sum += (widths[bin] ?? 0) * (values[bin] ?? 0) ** 2;
  return sum;
}
