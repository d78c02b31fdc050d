import { sizeOf } from '../../model/model.ts';
import type { Prepared } from '../prepared.ts';
import { mostWatched } from './look.ts';

/** Share of a training's time that looks may take, by arithmetic. */
const allowed = 0.01;
const seldomest = 500;
const oftenest = 20;
/** Rough rates of one core, which only set how often is looked: operations and numbers read per microsecond. */
const flopsPerMicrosecond = 15_000;
const numbersPerMicrosecond = 1_500;
/** What a step, and a look with what follows from it, take besides. */
const stepMicroseconds = 40;
const lookMicroseconds = 40;
const arrayMicroseconds = 5;

/**
 * Steps from one look to the next, so that looks take about a hundredth of the time. A function of model and batch
 * alone, so that a resumed training looks at the same steps.
 */
export function lookEvery({ model, batchSize }: Pick<Prepared, 'model' | 'batchSize'>): number {
  const flops = model.layers.reduce((sum, layer) => sum + (layer.flops ?? 0), 0);
  const step = stepMicroseconds + (3 * batchSize * flops) / flopsPerMicrosecond;
  const sizes = model.parameters.map(({ shape }) => sizeOf(shape));
  const read = sizes.reduce((sum, size) => sum + size + 2 * Math.min(size, mostWatched), 0);
  const look = lookMicroseconds + arrayMicroseconds * sizes.length + read / numbersPerMicrosecond;
  return Math.min(seldomest, Math.max(oftenest, Math.ceil(look / (allowed * step))));
}
