import { flattenParams, type Params } from '#contract/param.ts';
import type { TrainingSpec } from '#contract/training.ts';

/** Where a setting comes from that the spec left open. */
export type ParamOrigin = 'default' | 'data';

/** Of the params that are not in the spec, by path: how the data is read was found in it, the rest are defaults. */
export function paramOrigins(params: Params, spec: TrainingSpec): ReadonlyMap<string, ParamOrigin> {
  const given = flattenParams(spec);
  return new Map(
    Object.keys(params)
      .filter((path) => !Object.hasOwn(given, path))
      .map((path) => [
        path,
        path.startsWith('dataset.') && !path.startsWith('dataset.split.') ? 'data' : 'default',
      ]),
  );
}
