import type { Report } from '../run.ts';
import type { Measured } from './measure.ts';
import { gpuRivals } from './rivals.ts';
import { gpuShapes } from './shapes.ts';

const turns = 3;
const secondsPerTurn = 2;
const reference = 'pytorch cuda';

const named = (shape: string, what: string): string => `engine ${shape} ${what}`;
const against = (engine: string): string => `${engine} against ${reference}`;

export const gpuFigures = Object.keys(gpuShapes).flatMap((shape) =>
  gpuRivals.flatMap(({ name }) =>
    name === reference ? [named(shape, name)] : [named(shape, name), named(shape, against(name))],
  ),
);

/** Steps a second of the trainings for GPUs, by every engine that has one and by PyTorch on the same; in turns. */
export function raceOnGpu(shape: string, report: Report): void {
  const best = new Map<string, Measured>();
  const absent = new Set<string>();
  for (let turn = 0; turn < turns; turn++) {
    for (const { name, measure } of gpuRivals) {
      const figure = absent.has(name) ? null : measure(shape, secondsPerTurn);
      if (figure === null) absent.add(name);
      else if (figure.stepsPerSecond > (best.get(name)?.stepsPerSecond ?? 0)) best.set(name, figure);
    }
  }
  const theirs = best.get(reference);
  for (const { name, words } of gpuRivals) {
    const figure = best.get(name);
    if (figure === undefined) continue;
    const { stepsPerSecond, variant, megabytes } = figure;
    const context = `${words}, Adam; ${variant}, ${Math.round(megabytes)} MB`;
    report(named(shape, name), stepsPerSecond, 'steps/s', context);
    if (theirs === undefined || figure === theirs) continue;
    report(named(shape, against(name)), stepsPerSecond / theirs.stepsPerSecond, '×', theirs.variant);
  }
}
