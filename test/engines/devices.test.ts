import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { parse } from '#contract/parse.ts';
import { trainingSpecSchema } from '#contract/training.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { decodeCheckpoint } from '../../src-main/engine/training/checkpoint.ts';
import { createWorkerClient, type WorkerClient } from '../../src-main/worker/client.ts';
import { spawnWorker } from '../../src-main/worker/spawn.ts';
import { openEngine } from '../../src-main/engine/tensor/engine.ts';
import { currentDevice } from '../../src-main/engine/tensor/webgpu/open.ts';
import { resourcesDirectory } from '../support/dataset-files.ts';
import { countingClock, forSteps, runTraining } from '../support/training.ts';
import { engine } from './engine.ts';

const workers: WorkerClient[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
});

function openWorker(): WorkerClient {
  const worker = createWorkerClient(() =>
    spawnWorker({
      url: pathToFileURL(resolve(import.meta.dirname, '../../src-main/worker/entry.ts')),
      workerData: {
        resourcesDirectory,
        datasetsDirectory: '/nowhere',
        enginesDirectory: process.env['DESCENT_ENGINES'] ?? '/nowhere',
      },
    }),
  );
  workers.push(worker);
  return worker;
}

const short = { ...forSteps('digits-mlp', 20), evaluateEverySteps: 20, engine };

async function lossesOf(worker: WorkerClient): Promise<number[]> {
  const losses: number[] = [];
  const tell = (event: TrainingEvent): void => {
    if (event.kind !== 'points') return;
    for (const { key, values } of event.series) if (key === 'batch/loss') losses.push(...values);
  };
  const end = await worker.run('train', { spec: short }, tell).result;
  expect(end).toMatchObject({ state: 'complete', step: 20 });
  return losses;
}

describe(`workers on the engine "${engine}"`, () => {
  it('train one after another and at once, and all get the same', async () => {
    const first = openWorker();
    const expected = await lossesOf(first);
    expect(expected.length).toBe(20);
    await first.close();
    expect(await lossesOf(openWorker())).toEqual(expected);
    const together = await Promise.all([openWorker(), openWorker(), openWorker()].map(lossesOf));
    expect(together).toEqual([expected, expected, expected]);
  });
});

describe(`a training on the engine "${engine}"`, () => {
  it('keeps as many tensors and bytes in all of 200 steps', async () => {
    await openEngine(engine);
    const measured: string[] = [];
    await runTraining(
      { ...short, steps: 200, evaluateEverySteps: 50 },
      {
        // Tells how far it is every eight steps, whatever they take.
        clock: countingClock(10),
        steer: (event) => {
          const { numTensors, numBytes } = tf.memory();
          if (event.kind === 'progress') measured.push(`${numTensors} tensors, ${numBytes} bytes`);
          return undefined;
        },
      },
    );
    const whileTraining = measured.slice(1, -1);
    expect(whileTraining.length).toBeGreaterThan(10);
    expect([...new Set(whileTraining)]).toEqual([whileTraining[0]]);
  });
});

describe.runIf(engine === 'webgpu')('a GPU', () => {
  it('is named with its driver, and what the run records says so', async () => {
    const outcome = await runTraining(short);
    expect(outcome.events[0]).toMatchObject({
      kind: 'started',
      engine: expect.stringMatching(/^WebGPU \(.+\)$/) as string,
      engineVersions: { webgpu: expect.stringMatching(/^\d/) as string },
    });
  });

  it.runIf(process.env['DESCENT_WEBGPU_SOFTWARE'] === '1')(
    'in software is never what auto chooses',
    async () => {
      expect((await openEngine('auto')).kind).not.toBe('webgpu');
    },
  );

  it('that is lost ends the run as device_lost, which goes on from its last checkpoint on another', async () => {
    const document = { ...short, steps: 120, evaluateEverySteps: 120, checkpoints: { everySteps: 10 } };
    const spec = parse(trainingSpecSchema, document, 'The spec');
    const outcome = await runTraining(spec, {
      clock: countingClock(10),
      steer: (event) => {
        if (event.kind === 'progress' && event.progress.step > 20) currentDevice()?.destroy();
        return undefined;
      },
    });
    expect(outcome.end).toMatchObject({ state: 'failed', error: { code: 'device_lost' } });
    expect(outcome.end.error?.message).toContain('Resume the run from its last checkpoint');
    const { checkpoint } = outcome;
    if (checkpoint === null) throw new Error('there is no checkpoint');
    expect(decodeCheckpoint(checkpoint).step).toBe(20);
    expect((await runTraining(spec, { checkpoint })).end).toMatchObject({ state: 'complete', step: 120 });
    expect((await runTraining(short)).end).toMatchObject({ state: 'complete' });
  });
});
