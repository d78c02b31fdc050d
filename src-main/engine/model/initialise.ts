import type { InitializerSpec } from '#contract/training.ts';
import { stream, type RandomStream } from '../../base/random.ts';
import { sizeOf, type ParameterSpec } from './model.ts';
import { orthogonalMatrix } from './orthogonal.ts';

/** The standard deviation of a standard normal number that is drawn again beyond ±2. */
const truncatedDeviation = 0.879_625_661_034_239_8;

/**
 * First values of a parameter, from the stream of its own name: adding a layer leaves the others' values as they
 * were. Variance scaling after Glorot & Bengio 2010, He et al. 2015 and LeCun et al. 1998: uniform limits
 * √(6 / (fanIn + fanOut)), √(6 / fanIn), √(3 / fanIn); normal deviations √(2 / (fanIn + fanOut)), √(2 / fanIn),
 * √(1 / fanIn). The truncated normal redraws what lies beyond two standard deviations. Orthogonal matrices have a row
 * for every combination of all axes but the last. What another run does not give begins as if nothing were chosen.
 */
export function initialise(
  parameter: ParameterSpec,
  chosen: InitializerSpec | undefined,
  seed: number,
): Float32Array {
  const size = sizeOf(parameter.shape);
  if (parameter.role === 'bias') return new Float32Array(size).fill(1, ...(parameter.ones ?? [0, 0]));
  if (parameter.role === 'gain') return new Float32Array(size).fill(1);
  const spec = chosen === undefined || chosen.kind === 'run' ? parameter.initializer : chosen;
  const random = stream(seed, 'init', parameter.name);
  if (spec.kind === 'run') throw new Error('a layer of its own begins with weights of its own');
  if (spec.kind === 'orthogonal') {
    const columns = parameter.shape.at(-1) ?? 1;
    return orthogonalMatrix(size / columns, columns, spec.gain, random);
  }
  const values = new Float32Array(size);
  const draw = sampler(spec, parameter, random);
  for (let i = 0; i < size; i++) values[i] = draw();
  return values;
}

function sampler(
  spec: Exclude<InitializerSpec, { kind: 'orthogonal' | 'run' }>,
  { fanIn, fanOut }: ParameterSpec,
  random: RandomStream,
): () => number {
  const uniform = (limit: number) => () => (2 * random.uniform() - 1) * limit;
  const normal = (deviation: number) => () => random.normal() * deviation;
  const truncated = (deviation: number) => () => {
    let z = random.normal();
    while (Math.abs(z) > 2) z = random.normal();
    return z * deviation;
  };
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
      return truncated(spec.standardDeviation);
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
    case 'varianceScaling': {
      const fans = { fanIn, fanOut, fanAverage: (fanIn + fanOut) / 2 };
      const deviation = Math.sqrt(spec.scale / fans[spec.mode]);
      if (spec.distribution === 'uniform') return uniform(Math.sqrt(3) * deviation);
      // Wider by as much as the cut takes away, so that the variance is what was asked for.
      return spec.distribution === 'normal' ? normal(deviation) : truncated(deviation / truncatedDeviation);
    }
    default:
      return spec satisfies never;
  }
}
