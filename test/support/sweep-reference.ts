import { readFileSync } from 'node:fs';
import type { ParamValue } from '#contract/param.ts';

export interface SweepReference {
  readonly sobol: { readonly first: number[][]; readonly last: number[][] };
  readonly normal: [at: number, probability: number][];
  readonly improvement: [z: number, log: number][];
  readonly parzen: readonly {
    readonly observed: Record<string, number[]>;
    readonly points: Record<string, number[]>;
    readonly logDensities: number[];
  }[];
  readonly cma: readonly {
    readonly dimensions: number;
    readonly populationSize: number;
    readonly weights: number[];
    readonly rankOneRate: number;
    readonly rankManyRate: number;
    readonly stepRate: number;
    readonly stepDamping: number;
    readonly pathRate: number;
    readonly steps: readonly {
      readonly solutions: number[][];
      readonly mean: number[];
      readonly sigma: number;
      readonly covariance: number[];
      readonly path: number[];
      readonly stepPath: number[];
    }[];
  }[];
  readonly margin: readonly {
    readonly mean: number[];
    readonly solutions: number[][];
    readonly after: number[];
    readonly amplitudes: number[];
  }[];
  readonly volumes: readonly { readonly points: number[][]; readonly volume: number }[];
  readonly process: {
    readonly points: number[][];
    readonly values: number[];
    readonly weights: number[];
    readonly scale: number;
    readonly noise: number;
    readonly at: number[][];
    readonly mean: number[];
    readonly deviation: number[];
    readonly logLikelihood: number;
  };
  readonly importance: {
    readonly trials: readonly { readonly params: Record<string, ParamValue>; readonly value: number }[];
    readonly fanova: Record<string, number>;
    readonly pedAnova: Record<string, number>;
  };
}

/** What test/reference/sweep.py wrote. */
export function sweepReference(): SweepReference {
  const text = readFileSync(new URL('../reference/sweep.json', import.meta.url), 'utf8');
  // The script beside it writes this shape.
  return JSON.parse(text) as SweepReference;
}
