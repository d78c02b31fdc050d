import type { InitializerSpec } from '#contract/training.ts';
import { stream, type RandomStream } from '../../base/random.ts';
import { sizeOf, type ParameterSpec } from './model.ts';

/**
 * First values of a parameter, from the stream of its own name: adding a layer leaves the others' values as they
 * were. Variance scaling after Glorot & Bengio 2010, He et al. 2015 and LeCun et al. 1998: uniform limits
 * √(6 / (fanIn + fanOut)), √(6 / fanIn), √(3 / fanIn); normal deviations √(2 / (fanIn + fanOut)), √(2 / fanIn),
 * √(1 / fanIn). The truncated normal redraws what lies beyond two standard deviations.
 */
export function initialise(
  parameter: ParameterSpec,
  chosen: InitializerSpec | undefined,
  seed: number,
): Float32Array {
  const values = new Float32Array(sizeOf(parameter.shape));
  if (parameter.role === 'bias') return values;
  if (parameter.role === 'gain') return values.fill(1);
  const draw = sampler(chosen ?? parameter.initializer, parameter, stream(seed, 'init', parameter.name));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return values;
}

function sampler(
  spec: InitializerSpec,
  { fanIn, fanOut }: ParameterSpec,
  random: RandomStream,
): () => number {
  const uniform = (limit: number) => () => (2 * random.uniform() - 1) * limit;
  const normal = (deviation: number) => () => random.normal() * deviation;
  switch (spec.kind) {
    case 'zeros':
      return () => 0;
    case 'constant':
      return () => spec.value;
    case 'uniform':
      return uniform(spec.limit);
    case 'normal':
      return normal(spec.standardDeviation);
    case 'truncatedNormal':
      return () => {
        let z = random.normal();
        while (Math.abs(z) > 2) z = random.normal();
        return z * spec.standardDeviation;
      };
    case 'glorotUniform':
      return uniform(Math.sqrt(6 / (fanIn + fanOut)));
    case 'glorotNormal':
      return normal(Math.sqrt(2 / (fanIn + fanOut)));
    case 'heUniform':
      return uniform(Math.sqrt(6 / fanIn));
    case 'heNormal':
      return normal(Math.sqrt(2 / fanIn));
    case 'lecunUniform':
      return uniform(Math.sqrt(3 / fanIn));
    case 'lecunNormal':
      return normal(Math.sqrt(1 / fanIn));
    default:
      return spec satisfies never;
  }
}
