import * as tf from '@tensorflow/tfjs-core';
import type { BatchSizeTest, MeasuredBatch } from '#contract/advice.ts';
import { openSession } from '../training/session.ts';
import { chooseBatchSize, kneeOf, withRelativeTimes } from './batch-choice.ts';
import { withBatchSize } from './batch-session.ts';
import { measureNorms, noisePlan, noiseScaleOf, smallInLarge } from './noise-scale.ts';
import { briefSpec, type Trial, type Work } from './work.ts';

const leastBatch = 4;
const mostBatch = 4096;
const mostBatchOfText = 256;
/** Larger ones are not tried once a step takes this long or this much. */
const mostStepMs = 2000;
const mostBytes = 1024 ** 3;
/** A size is timed over as many steps as fit into this time, within limits; the fastest half of them counts. */
const timingMs = 250;
const timedSteps = { least: 3, most: 40 };
/** The noise of the gradient is measured after a twentieth of the training, within limits. */
const warmSteps = { least: 20, most: 200 };

/**
 * Speed and memory of steps by the size of their batches, doubling from small on, and the gradient noise scale
 * after a short training at the spec's own size. Weights start anew for every size; only time is measured.
 */
export async function* findBatchSize(trial: Trial): Work<BatchSizeTest> {
  const { prepared } = trial;
  const spec = briefSpec(trial.spec, warmSteps.most);
  const brief = { ...trial, spec };
  const { trainRows, totalSteps } = prepared.plan;
  const own = prepared.batchSize;
  const candidates = sizesFor(trainRows, own, prepared.fitted.kind === 'text');
  const noise = noisePlan(trainRows);
  const warm = Math.min(warmSteps.most, Math.max(warmSteps.least, Math.round(totalSteps / 20)));
  const looks = noise === null ? 0 : noise.large * (smallInLarge + 1);
  let total = candidates.length * timedSteps.most + (noise === null ? 0 : warm + looks);
  let done = 0;
  let sizes: readonly MeasuredBatch[] = [];
  let noiseScale: number | null = null;
  const report = (): BatchSizeTest => ({
    kind: 'batchSize',
    own,
    sizes,
    knee: sizes.length > 1 ? kneeOf(sizes) : null,
    noiseScale,
    noiseAfterSteps: warm,
    suggested: null,
    verdict: null,
    changes: [],
  });
  for (const [index, batchSize] of candidates.entries()) {
    const measured = await timeBatch(brief, batchSize);
    sizes = [...sizes, measured];
    done = (index + 1) * timedSteps.most;
    yield { done, total, report };
    if (2 * measured.millisecondsPerStep > mostStepMs || 2 * measured.memoryBytes > mostBytes) break;
  }
  total -= candidates.length * timedSteps.most - done;
  if (noise === null) return { ...report(), ...withoutNoise(sizes, trial, own) };
  const session = openSession(spec, prepared, null);
  let saved;
  try {
    for (let step = 0; step < warm; step++) {
      session.step(step);
      yield { done: ++done, total, report };
    }
    saved = session.save();
  } finally {
    session.dispose();
  }
  const measuring = measureNorms(brief, noise, saved);
  for (;;) {
    const next = measuring.next();
    if (next.done === true) {
      noiseScale = noiseScaleOf(next.value);
      break;
    }
    yield { done: ++done, total, report };
  }
  sizes = withRelativeTimes(sizes, noiseScale);
  return { ...report(), ...chooseBatchSize(sizes, own, trainRows, spec.optimizer, noiseScale) };
}

/** Data too small to measure noise on: what counts is to be through with the rows. */
function withoutNoise(sizes: readonly MeasuredBatch[], { spec, prepared }: Trial, own: number) {
  const timed = withRelativeTimes(sizes, Number.POSITIVE_INFINITY);
  const chosen = chooseBatchSize(
    timed,
    own,
    prepared.plan.trainRows,
    spec.optimizer,
    Number.POSITIVE_INFINITY,
  );
  return { ...chosen, sizes };
}

/** Powers of two from small on, and the spec's own. */
export function sizesFor(trainRows: number, own: number, text: boolean): readonly number[] {
  const most = Math.min(text ? mostBatchOfText : mostBatch, trainRows);
  const powers: number[] = [];
  for (let size = text ? 1 : leastBatch; size <= most; size *= 2) powers.push(size);
  return [...new Set([...powers, own])].sort((a, b) => a - b);
}

async function timeBatch(trial: Trial, batchSize: number): Promise<MeasuredBatch> {
  const { spec, prepared, clock } = withBatchSize(trial, batchSize);
  const session = openSession(spec, prepared, null);
  // The last batch of an epoch may be a small one, which would be no measure of the others.
  const { trainRows, stepsPerEpoch } = prepared.plan;
  const full = Math.max(1, Math.floor(trainRows / batchSize));
  const fullStep = (index: number): number => Math.floor(index / full) * stepsPerEpoch + (index % full);
  let steps = 0;
  const step = (): void => void session.step(fullStep(steps++));
  try {
    step(); // Kernels are compiled, memory is taken.
    const { peakBytes } = await tf.profile(step);
    const times: number[] = [];
    const started = clock();
    while (
      times.length < timedSteps.least ||
      (times.length < timedSteps.most && clock() - started < timingMs)
    ) {
      const before = clock();
      step();
      times.push(clock() - before);
    }
    const fastest = times.sort((a, b) => a - b).slice(0, Math.ceil(times.length / 2));
    const millisecondsPerStep = fastest.reduce((sum, time) => sum + time, 0) / fastest.length;
    return {
      batchSize,
      millisecondsPerStep,
      rowsPerSecond: (1000 * batchSize) / millisecondsPerStep,
      memoryBytes: peakBytes,
      relativeTime: null,
    };
  } finally {
    session.dispose();
  }
}
