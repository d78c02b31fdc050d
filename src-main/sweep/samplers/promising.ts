import type { Params } from '#contract/param.ts';
import type { RandomStream } from '../../base/random.ts';
import { minimise } from '../minimise.ts';
import type { Space } from '../search-space.ts';
import { logImprovement } from './expected-improvement.ts';
import type { GaussianProcess } from './gaussian-process.ts';
import type { Accepts } from './sampler.ts';
import { createSobolPoints } from './sobol.ts';

export interface PromisingInput {
  readonly space: Space;
  readonly model: GaussianProcess;
  /** The best value so far, as the model knows it. */
  readonly best: number;
  /** Rows of the best trials, around which is looked more closely. */
  readonly around: readonly Float64Array[];
  /** Trials that the model is made of: a prediction takes their square. */
  readonly trials: number;
  readonly random: RandomStream;
  readonly accepts: Accepts;
}

/** Multiplications that the candidates may take in all, so that asking does not get slow. */
const effort = 2e7;
const mostCandidates = 1500;
const leastCandidates = 150;
const climbers = 5;

/**
 * Params with the largest expected improvement: the best of many candidates, half of them spread over the space and
 * half around the best trials, each of the first few improved by following the gradient, and choices and steps one by
 * one. Null where none that is found is accepted.
 */
export function mostPromising(input: PromisingInput): Params | null {
  const { space, model, best, random } = input;
  const score = (row: Float64Array): number => logImprovement(model.predict(row), best).log;
  const count = Math.min(mostCandidates, Math.max(leastCandidates, Math.floor(effort / input.trials ** 2)));
  const scored = candidatesOf(input, count)
    .map((row) => ({ row, score: score(row) }))
    .sort((a, b) => b.score - a.score);
  const starts = scored.slice(0, 1);
  // The others by chance, the better the likelier, so that not all of them climb the same hill.
  const weights = scored.map(({ score: own }) => Math.exp(own - (scored[0]?.score ?? 0)));
  weights[0] = 0;
  while (starts.length < climbers && weights.some((weight) => weight > 0)) {
    const index = random.choice(weights);
    weights[index] = 0;
    starts.push(...scored.slice(index, index + 1));
  }
  const climbed = starts.map((start) => climb(start)).sort((a, b) => b.score - a.score);
  for (const { row } of [...climbed, ...scored]) {
    const params = paramsOf(space, row);
    if (input.accepts(params)) return params;
  }
  return null;

  function climb(start: { readonly row: Float64Array; readonly score: number }) {
    let { row, score: reached } = start;
    for (let round = 0; round < 3; round++) {
      const before = reached;
      const smooth = followGradient(row);
      if (smooth.score > reached) [row, reached] = [smooth.row, smooth.score];
      for (const [index, axis] of space.axes.entries()) {
        if (axis.kind === 'continuous' || axis.count < 2) continue;
        for (const other of neighboursOf(axis, row[index] ?? 0)) {
          const changed = Float64Array.from(row);
          changed[index] = other;
          const own = score(changed);
          if (own > reached) [row, reached] = [changed, own];
        }
      }
      if (!(reached > before + 1e-6)) break;
    }
    return { row, score: reached };
  }

  function followGradient(row: Float64Array) {
    const free = space.axes.flatMap(({ kind }, index) => (kind === 'continuous' ? [index] : []));
    if (free.length === 0) return { row, score: Number.NEGATIVE_INFINITY };
    const whole = Float64Array.from(row);
    const [ofMean, ofDeviation] = [new Float64Array(row.length), new Float64Array(row.length)];
    const place = (x: Float64Array): void => {
      for (const [at, index] of free.entries()) whole[index] = x[at] ?? 0;
    };
    const { x, value } = minimise(
      (at, gradient) => {
        place(at);
        const prediction = model.predictWithGradient(whole, ofMean, ofDeviation);
        const { log, byMean, byDeviation } = logImprovement(prediction, best);
        for (const [i, index] of free.entries()) {
          gradient[i] = -(byMean * (ofMean[index] ?? 0) + byDeviation * (ofDeviation[index] ?? 0));
        }
        return -log;
      },
      Float64Array.from(free, (index) => row[index] ?? 0),
      { iterations: 15, low: 0, high: 1, tolerance: 1e-3 },
    );
    place(x);
    return { row: whole, score: -value };
  }
}

/** Scales on which is looked around a good trial. */
const scales = [0.2, 0.05, 0.01];

function candidatesOf({ space, around, random }: PromisingInput, count: number): readonly Float64Array[] {
  const points = createSobolPoints(space.axes.length, random.uint32());
  const spread = Array.from({ length: count >> 1 }, (_, index) => points(index));
  const near = Array.from({ length: around.length === 0 ? 0 : count - spread.length }, (_, index) => {
    const row = around[index % around.length] ?? new Float64Array(0);
    const scale = scales[index % scales.length] ?? 0.1;
    // About half of the params keep their values.
    return space.axes.map((axis, at) => {
      const own = row[at] ?? 0;
      const unit = axis.kind === 'unordered' ? (own + 0.5) / axis.count : own;
      if (random.uniform() < 0.5) return unit;
      if (axis.kind === 'unordered') return random.uniform();
      return Math.min(1, Math.max(0, unit + scale * random.normal()));
    });
  });
  return [...spread, ...near].map((units) => rowOf(space, units));
}

/** As the model knows coordinates: choices by index, steps in the middle of their cells. */
function rowOf(space: Space, units: ArrayLike<number>): Float64Array {
  return Float64Array.from(space.axes, (axis, index) => {
    const unit = units[index] ?? 0.5;
    if (axis.kind === 'continuous') return unit;
    const value = axis.valueAt(unit);
    return axis.kind === 'unordered' ? axis.indexOf(value) : axis.unitOf(value);
  });
}

function paramsOf(space: Space, row: Float64Array): Params {
  return space.decode(
    space.axes.map((axis, index) => {
      const own = row[index] ?? 0;
      return axis.kind === 'unordered' ? (own + 0.5) / axis.count : own;
    }),
  );
}

/** Other choices; of a param with steps, the next few on both sides. */
function neighboursOf(axis: Space['axes'][number], own: number): readonly number[] {
  if (axis.kind === 'unordered') return Array.from({ length: axis.count }, (_, index) => index);
  const index = axis.indexOf(axis.valueAt(own));
  return [1, 2, 4]
    .flatMap((by) => [index - by, index + by])
    .filter((other) => other >= 0 && other < axis.count)
    .map((other) => axis.unitOf(axis.valueOf(other)));
}
