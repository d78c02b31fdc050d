import type { RunProgress } from '#contract/run.ts';
import { epochAt, fromTheBeginning } from './start.ts';

/** Rates are measured over this long. */
const windowMs = 3000;

/** Turns (time, step) readings into a rate and the time left. */
export interface Pace {
  read(nowMs: number, step: number): RunProgress;
  /** Forgets what came before, so that a pause does not count as slowness. */
  restart(nowMs: number, step: number): void;
}

export function measurePace(totalSteps: number, stepsPerEpoch: number, start = fromTheBeginning): Pace {
  const epochsAt = (step: number): number => epochAt(start, { stepsPerEpoch }, step);
  const totalEpochs = start.epoch + Math.ceil((totalSteps - start.step) / stepsPerEpoch);
  let readings: { time: number; step: number }[] = [];
  return {
    restart: (time, step) => {
      readings = [{ time, step }];
    },
    read: (time, step) => {
      readings.push({ time, step });
      while (readings.length > 2 && (readings[1]?.time ?? time) <= time - windowMs) readings.shift();
      const first = readings[0] ?? { time, step };
      const seconds = (time - first.time) / 1000;
      const stepsPerSecond = seconds > 0 ? (step - first.step) / seconds : 0;
      return {
        step,
        totalSteps,
        epoch: Math.min(epochsAt(step), totalEpochs),
        totalEpochs,
        stepsPerSecond,
        etaMs: stepsPerSecond > 0 ? ((totalSteps - step) / stepsPerSecond) * 1000 : null,
      };
    },
  };
}
