import type { Params, ParamValue } from '#contract/param.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { stream } from '../../base/random.ts';
import type { Axis } from '../axis.ts';
import { inUse, type Space } from '../search-space.ts';
import type { SamplerInput, Strategy } from './sampler.ts';

/** Points that a grid may have: more would take days at a second each. */
const mostPoints = 100_000;

/**
 * Every combination once. A param with more than `points` values takes that many, evenly from its lowest to its
 * highest (in the logarithm, where it is searched so). Combinations that differ only in params that are not in use
 * are one. Shuffled, a grid that is ended early has still seen all of the space.
 */
export function createGridStrategy({ space, sampler, seed }: SamplerInput<'grid'>): Strategy {
  const points = pointsOf(space, sampler.points);
  const keys = points.map(keyOf);
  const order =
    sampler.order === 'sequential'
      ? Uint32Array.from(points.keys())
      : stream(seed, 'grid').permutation(points.length);
  return {
    propose: (trials) => {
      const taken = new Set(trials.map(({ params }) => keyOf(params)));
      const left = order.filter((index) => !taken.has(keys[index] ?? ''));
      const params = points[left[0] ?? -1];
      return params === undefined
        ? null
        : { params, why: say('sweep.whyGrid', { points: points.length, left: left.length }) };
    },
  };
}

/** The points of a space's grid. Throws `invalid_input` where there are more than 100,000. */
export function pointsOf(space: Space, points: number): readonly Params[] {
  let partial: readonly Record<string, ParamValue>[] = [{}];
  for (const axis of space.axes) {
    const values = valuesOf(axis, points);
    partial = partial.flatMap((params) =>
      inUse(axis, params) ? values.map((value) => ({ ...params, [axis.name]: value })) : [params],
    );
    if (partial.length > mostPoints) {
      throw inputError('sampler', say('sweep.gridTooLarge', { most: mostPoints, points }));
    }
  }
  return partial.filter((params) => space.allows(params));
}

function valuesOf(axis: Axis, points: number): readonly ParamValue[] {
  const count = axis.kind === 'unordered' ? axis.count : Math.min(axis.count, points);
  if (count === axis.count) return Array.from({ length: count }, (_, index) => axis.valueOf(index));
  if (count === 1) return [axis.valueAt(0.5)];
  const values = Array.from({ length: count }, (_, index) => axis.valueAt(index / (count - 1)));
  return [...new Set(values)];
}

/** Params as text, by which the same are found again. */
export function keyOf(params: Params): string {
  return JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
}
