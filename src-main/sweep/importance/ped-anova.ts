import { normalProbability } from '../../base/normal.ts';
import type { Axis } from '../axis.ts';
import type { TrialTable } from './table.ts';

export interface PedAnovaOptions {
  /** Share of the trials that are the good ones. */
  readonly target?: number;
  /** Share of the trials among which they are looked for; 1 for all. */
  readonly region?: number;
}

export interface LocalImportance {
  readonly param: string;
  /** Parts that add up to 1: how much it takes of each param to be among the best trials. */
  readonly share: number;
}

/** Grid that a param's densities are compared on. */
const gridSize = 50;
const leastInRegime = 2;

/**
 * PED-ANOVA (Watanabe, Bansal and Hutter, "PED-ANOVA: efficiently quantifying hyperparameter importance in arbitrary
 * subspaces", IJCAI 2023): how far the best trials' values of a param lie apart from those of all, by the Pearson
 * divergence of two densities (kernels by Scott's rule). It answers which params had to be right to be among the best,
 * where fANOVA tells what matters over the whole space. Null for fewer than two trials.
 */
export function pedAnova(
  { axes, columns, losses }: TrialTable,
  { target = 0.1, region = 1 }: PedAnovaOptions = {},
): readonly LocalImportance[] | null {
  if (losses.length < 2) return null;
  const inRegion = best(losses, region);
  const inTarget = best(losses, target);
  const targets = count(inTarget);
  const regions = count(inRegion);
  const divergences = axes.map((axis, index) => {
    const column = columns[index] ?? new Float64Array(0);
    // Where the param is in use with some trials alone, its part counts by how much more often the best use it.
    const used = column.map((unit) => Number(!Number.isNaN(unit)));
    const regionUsed = used.map((use, row) => use * (inRegion[row] ?? 0));
    const targetUsed = used.map((use, row) => use * (inTarget[row] ?? 0));
    if (count(regionUsed) < leastInRegime || count(targetUsed) === 0) return 0;
    const all = densityOf(axis, column, regionUsed);
    const good = densityOf(axis, column, targetUsed);
    const divergence = all.reduce(
      (sum, density, at) => sum + density * ((good[at] ?? 0) / density - 1) ** 2,
      0,
    );
    return ((count(targetUsed) / targets) ** 2 / (count(regionUsed) / regions)) * divergence;
  });
  const total = divergences.reduce((sum, divergence) => sum + divergence, 0);
  return axes
    .map(({ name }, index) => ({
      param: name,
      share: total > 0 ? (divergences[index] ?? 0) / total : 1 / axes.length,
    }))
    .sort((a, b) => b.share - a.share);
}

function count(marks: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < marks.length; i++) sum += marks[i] ?? 0;
  return sum;
}

/** 1 for each of the best trials: those as good as the last of the share. */
function best(losses: Float64Array, share: number): Uint8Array {
  const sorted = Float64Array.from(losses).sort();
  const bar = sorted[Math.ceil(share * losses.length) - 1] ?? Number.POSITIVE_INFINITY;
  return Uint8Array.from(losses, (loss) => Number(loss <= bar));
}

/** Density over the axis' grid of the marked rows; nowhere 0. */
function densityOf(axis: Axis, column: Float64Array, marks: ArrayLike<number>): Float64Array {
  const size = axis.kind === 'unordered' ? axis.count : Math.min(axis.count, gridSize);
  const counts = new Float64Array(size);
  for (const [row, unit] of column.entries()) {
    if (marks[row] !== 1) continue;
    const at = placeOf(axis, unit, size);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const density = axis.kind === 'unordered' ? choiceDensity(counts) : numberDensity(counts);
  return density.map((own) => own + 1e-12);
}

function placeOf(axis: Axis, unit: number, size: number): number {
  if (axis.kind === 'unordered') return Math.min(size - 1, Math.floor(unit * size));
  const share = axis.count <= gridSize ? axis.indexOf(axis.valueAt(unit)) / (size - 1) : unit;
  return Math.min(size - 1, Math.max(0, Math.ceil(share * (size - 1) - 0.5)));
}

/** Each choice's share, mixed with all alike as one trial more. */
function choiceDensity(counts: Float64Array): Float64Array {
  const kinds = counts.filter((own) => own > 0).length;
  const total = count(counts);
  const other = 1 / (kinds + 1);
  const whole = 1 + counts.length * other;
  return counts.map(
    (own) =>
      (own * ((1 + other) / whole) + (total - own) * (other / whole) + 1 / counts.length) / (total + 1),
  );
}

/** Normal kernels on the grid's points, one for each with its count as weight, and a wide one for the prior. */
function numberDensity(counts: Float64Array): Float64Array {
  const size = counts.length;
  const deviation = Math.max(scottDeviation(counts), 0.5 / 1.64);
  const total = count(counts);
  const density = new Float64Array(size);
  const add = (centre: number, width: number, weight: number): void => {
    const below = normalProbability((-0.5 - centre) / width);
    const whole = normalProbability((size - 0.5 - centre) / width) - below;
    let last = below;
    for (let at = 0; at < size; at++) {
      const next = normalProbability((at + 0.5 - centre) / width);
      density[at] = (density[at] ?? 0) + (weight * (next - last)) / whole / (total + 1);
      last = next;
    }
  };
  for (const [at, own] of counts.entries()) if (own > 0) add(at, deviation, own);
  add((size - 1) / 2, size, 1);
  return density;
}

/** Scott's rule, from the smaller of deviation and quartiles' distance. */
function scottDeviation(counts: Float64Array): number {
  const total = count(counts);
  const places = [...counts.keys()].filter((at) => (counts[at] ?? 0) > 0);
  const mean = places.reduce((sum, at) => sum + at * (counts[at] ?? 0), 0) / total;
  const squares = places.reduce((sum, at) => sum + (at - mean) ** 2 * (counts[at] ?? 0), 0);
  const deviation = Math.sqrt(squares / Math.max(1, total - 1));
  let summed = 0;
  const sums = places.map((at) => (summed += counts[at] ?? 0));
  const [quarter, threeQuarters] = [Math.floor(total / 4), Math.floor((total * 3) / 4)];
  const lower = sums.findIndex((sum) => sum >= quarter);
  const upper = sums.findIndex((sum) => sum > threeQuarters);
  const apart = (places[upper < 0 ? places.length - 1 : upper] ?? 0) - (places[Math.max(0, lower)] ?? 0);
  return 1.059 * Math.min(apart / 1.34, deviation) * total ** -0.2;
}
