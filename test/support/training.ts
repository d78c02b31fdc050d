import type { EnergyReading } from '../../src-main/engine/training/budget.ts';
import * as v from 'valibot';
import type { TrainingEnd, TrainingEvent } from '#contract/training-event.ts';
import { trainingSpecSchema, type TrainingSpec, type TrainingSpecInput } from '#contract/training.ts';
import type { DatasetFiles } from '../../src-main/engine/dataset/files.ts';
import { loadSamples } from '../../src-main/engine/dataset/samples.ts';
import { train } from '../../src-main/engine/training/train.ts';
import type { TrainingControl } from '../../src-main/engine/training/training-options.ts';
import { resourcesDirectory, sampleFiles } from './dataset-files.ts';

export function spec(document: TrainingSpecInput): TrainingSpec {
  return v.parse(trainingSpecSchema, document);
}

export function sampleSpec(name: string): TrainingSpec {
  const sample = loadSamples(resourcesDirectory).find((candidate) => candidate.name === name);
  if (sample === undefined) throw new Error(`no sample named ${name}`);
  return sample.spec;
}

/** A sample's training that ends after so many steps. */
export function forSteps(name: string, steps: number): TrainingSpec {
  const whole: Partial<TrainingSpec> = { ...sampleSpec(name) };
  delete whole.epochs;
  return v.parse(trainingSpecSchema, { ...whole, steps });
}

/** A clock that moves on by itself at every look, so that batching by time needs no time. */
export function countingClock(stepMs = 1): () => number {
  let now = 1_700_000_000_000;
  return () => (now += stepMs);
}

export interface Outcome {
  readonly events: readonly TrainingEvent[];
  readonly end: TrainingEnd;
  /** Every point of a metric, over all batches. */
  points(key: string): { step: number; value: number }[];
  result(name: string): unknown;
  /** Bytes of the last checkpoint. */
  readonly checkpoint: Uint8Array | null;
}

export interface RunOptions {
  readonly files?: DatasetFiles;
  readonly checkpoint?: Uint8Array;
  readonly branches?: boolean;
  readonly initial?: Uint8Array;
  readonly clock?: () => number;
  readonly energy?: EnergyReading;
  /** Called at every event; what it returns is the state from then on. */
  readonly steer?: (event: TrainingEvent) => 'run' | 'stop' | undefined;
}

/** Trains to the end and keeps everything that was told. */
export async function runTraining(training: TrainingSpec, options: RunOptions = {}): Promise<Outcome> {
  const control = { state: 'run' as 'run' | 'stop', resumed: () => Promise.resolve() };
  const events: TrainingEvent[] = [];
  const running = train(training, {
    files: options.files ?? sampleFiles,
    control: control satisfies TrainingControl,
    clock: options.clock ?? countingClock(),
    ...(options.checkpoint === undefined ? {} : { checkpoint: options.checkpoint }),
    ...(options.branches === undefined ? {} : { branches: options.branches }),
    ...(options.initial === undefined ? {} : { initial: options.initial }),
    ...(options.energy === undefined ? {} : { energy: options.energy }),
  });
  for await (const event of running) {
    events.push(event);
    control.state = options.steer?.(event) ?? control.state;
  }
  const end = events.at(-1);
  if (end?.kind !== 'finished') throw new Error('training ended without saying so');
  return {
    events,
    end,
    points: (key) =>
      events.flatMap((event) =>
        event.kind === 'points'
          ? event.series
              .filter((series) => series.key === key)
              .flatMap(({ steps, values }) =>
                Array.from(steps, (step, index) => ({ step, value: values[index] ?? Number.NaN })),
              )
          : [],
      ),
    result: (name) => {
      const found = events.find((event) => event.kind === 'result' && event.name === name);
      return found?.kind === 'result' ? found.value : undefined;
    },
    checkpoint: events.findLast((event) => event.kind === 'checkpoint')?.bytes ?? null,
  };
}
