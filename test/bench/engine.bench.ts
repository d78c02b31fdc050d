import { availableParallelism } from 'node:os';
import { openEngine } from '../../src-main/engine/tensor/engine.ts';
import { createMetricLog } from '../../src-main/engine/training/metric-log.ts';
import { prepareTraining } from '../../src-main/engine/training/prepare.ts';
import { openSession } from '../../src-main/engine/training/session.ts';
import { sampleFiles } from '../support/dataset-files.ts';
import { sampleSpec } from '../support/training.ts';
import { gpuFigures, raceOnGpu } from './engine/gpu.ts';
import type { Measured } from './engine/measure.ts';
import { missing, rivals, runJson, slowest, type Rival } from './engine/rivals.ts';
import { gpuShapes, shapes } from './engine/shapes.ts';
import type { Report } from './run.ts';

const steppedSamples = ['iris', 'digits-mlp', 'digits-cnn'];
const cores = availableParallelism();
/** Every rival has its turn so often, for so long; the best counts, since others on the machine only take time away. */
const rounds = 4;
const secondsPerTurn = 1;

const named = (shape: string, what: string): string => ['engine', shape, what].filter(Boolean).join(' ');
const beside = ['against stock', 'against pytorch'];

export const figures = [
  'engine gemm one core',
  'engine gemm',
  'engine first step',
  ...Object.keys(shapes).flatMap((shape) =>
    [...rivals, slowest]
      .map(({ name }) => named(shape, name))
      .concat(beside.map((what) => named(shape, what))),
  ),
  ...Object.keys(shapes).map((shape) => named(shape, 'memory')),
  'engine GPUs measured',
  ...gpuFigures,
  ...steppedSamples.map((name) => `engine step ${name}`),
  'engine logging cost',
];

/**
 * Training steps a second by the clock: Descent's engines, TensorFlow.js as it comes, and PyTorch, in turns within one
 * run and each in a process of its own.
 */
export async function bench(report: Report, wants: (figure: string) => boolean): Promise<void> {
  reportProducts(report, wants);
  for (const shape of Object.keys(shapes)) {
    if ([...rivals, slowest].some(({ name }) => wants(named(shape, name)))) race(shape, report);
  }
  reportGpus(report, wants);
  if (gpuFigures.some(wants) && gpusThere().length > 0) {
    for (const shape of Object.keys(gpuShapes)) raceOnGpu(shape, report);
  }
  await openEngine('embedded');
  for (const name of steppedSamples.filter((sample) => wants(`engine step ${sample}`))) {
    report(
      `engine step ${name}`,
      await microsecondsPerStep(name),
      'µs',
      'batch, gradient and update, one core',
    );
  }
  if (!wants('engine logging cost')) return;
  report(
    'engine logging cost',
    await loggingCost(),
    '%',
    'digits-mlp, every step logged against the bare loop; best of 20 in turns, noise ± 1 %',
  );
}

function reportProducts(report: Report, wants: (figure: string) => boolean): void {
  for (const [name, threads] of [
    ['engine gemm one core', 1],
    ['engine gemm', cores],
  ] as const) {
    if (!wants(name)) continue;
    // Printed by gemm.ts.
    const turns = Array.from(
      { length: rounds },
      () =>
        runJson(process.execPath, 'gemm.ts', [threads, secondsPerTurn]) as {
          slowest: number;
          variant: string;
        },
    );
    const best = Math.max(...turns.map(({ slowest: value }) => value));
    report(
      name,
      best,
      'GFLOP/s',
      `512 × 512, whatever is transposed; ${turns[0]?.variant ?? ''}, ${threads} threads`,
    );
  }
  if (!wants('engine first step')) return;
  const starts = Array.from(
    { length: rounds },
    () => runJson(process.execPath, 'first-step.ts', []) as { milliseconds: number },
  );
  const quickest = Math.min(...starts.map(({ milliseconds }) => milliseconds));
  report('engine first step', quickest, 'ms', 'from asking for a worker to the loss of step 1, digits-mlp');
}

const gpus = rivals.filter(({ words }) => words === 'a GPU');

function gpusThere(): string[] {
  const shape = Object.keys(shapes)[0] ?? '';
  return gpus.filter((gpu) => gpu.measure(shape, 0.1) !== null).map(({ name }) => name);
}

/** A table without a GPU says so, and why. */
function reportGpus(report: Report, wants: (figure: string) => boolean): void {
  if (!wants('engine GPUs measured')) return;
  const there = gpusThere();
  const reasons = gpus.map(({ name }) => missing.get(name)).filter((why) => why !== undefined);
  report('engine GPUs measured', there.length, '', [...there, ...reasons].join(' · '));
}

function race(shape: string, report: Report): void {
  const best = new Map<Rival, Measured>();
  const absent = new Set<Rival>();
  for (let round = 0; round < rounds; round++) {
    for (const rival of rivals) {
      if (absent.has(rival)) continue;
      const turn = rival.measure(shape, secondsPerTurn);
      if (turn === null) absent.add(rival);
      else if (turn.stepsPerSecond > (best.get(rival)?.stepsPerSecond ?? 0)) best.set(rival, turn);
    }
  }
  const plain = slowest.measure(shape, 0);
  if (plain !== null) best.set(slowest, plain);
  for (const [{ name, words }, { stepsPerSecond, gigaflops, megabytes, variant }] of best) {
    const work = gigaflops === undefined ? '' : `, ${gigaflops.toPrecision(3)} GFLOP/s`;
    const memory = `${Math.round(megabytes)} MB`;
    report(named(shape, name), stepsPerSecond, 'steps/s', `${words}, Adam; ${variant}${work}, ${memory}`);
  }
  const fastest = (begin: string): number =>
    Math.max(
      ...[...best]
        .filter(([{ name }]) => name.startsWith(begin))
        .map(([, { stepsPerSecond }]) => stepsPerSecond),
    );
  const own = [...best].find(([{ name }]) => name === '')?.[1];
  if (own === undefined) return;
  const chosen = Math.max(own.stepsPerSecond, fastest('one core'), fastest('native'), fastest('webgpu'));
  report(named(shape, 'against stock'), own.stepsPerSecond / fastest('stock'), '×', 'the embedded engine');
  if (Number.isFinite(fastest('pytorch'))) {
    const what = 'the fastest engine that is there, against the faster of PyTorch';
    report(named(shape, 'against pytorch'), chosen / fastest('pytorch'), '×', what);
  } else {
    process.stderr.write('PyTorch is not here: apt-get install python3-torch libopenblas0-pthread\n');
  }
  report(named(shape, 'memory'), own.megabytes, 'MB', 'the whole process');
}

/** Processor time, so that a busy machine changes little; the best of several windows. */
function secondsPerCall(once: () => void, windowSeconds = 0.5, windows = 4): number {
  once();
  once();
  let best = Number.POSITIVE_INFINITY;
  for (let window = 0; window < windows; window++) {
    const started = processorSeconds();
    let calls = 0;
    while (processorSeconds() - started < windowSeconds) {
      once();
      calls++;
    }
    best = Math.min(best, (processorSeconds() - started) / calls);
  }
  return best;
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function microsecondsPerStep(sample: string): Promise<number> {
  const spec = sampleSpec(sample);
  const prepared = await prepareTraining(spec, sampleFiles);
  const session = openSession(spec, prepared, null);
  let step = 0;
  const seconds = secondsPerCall(() => session.step(step++ % prepared.plan.totalSteps), 0.3);
  session.dispose();
  return seconds * 1e6;
}

/** What it costs, in per cent, that training tells every step, measured in turns so that both see the same machine. */
async function loggingCost(): Promise<number> {
  const spec = sampleSpec('digits-mlp');
  const steps = 3000;
  const prepared = await prepareTraining(spec, sampleFiles);
  let bare = Number.POSITIVE_INFINITY;
  let logged = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20; round++) {
    for (const logging of [false, true]) {
      const session = openSession(spec, prepared, null);
      const log = createMetricLog();
      const [loss, rate] = [log.column('batch/loss'), log.column('learningRate')];
      const started = processorSeconds();
      let flushedAt = Date.now();
      for (let step = 0; step < steps; step++) {
        const figures = session.step(step % prepared.plan.totalSteps);
        if (!logging) continue;
        const now = Date.now();
        loss.append(step, now, figures.loss);
        rate.append(step, now, figures.learningRate);
        if (now - flushedAt < 80) continue;
        log.drain();
        flushedAt = now;
      }
      const spent = processorSeconds() - started;
      if (logging) logged = Math.min(logged, spent);
      else bare = Math.min(bare, spent);
      session.dispose();
    }
  }
  return (logged / bare - 1) * 100;
}
