import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { modelSpecSchema, optimizerSpecSchema, type ModelSpec } from '#contract/training.ts';
import { stream } from '../../src-main/base/random.ts';
import { createLoss } from '../../src-main/engine/loss/loss.ts';
import { buildModel } from '../../src-main/engine/model/build.ts';
import { initialise } from '../../src-main/engine/model/initialise.ts';
import { evaluationPass, type ModelInput } from '../../src-main/engine/model/model.ts';
import { openTensorOptimizer } from '../../src-main/engine/optimizer/tensor-optimizer.ts';
import { openEngine } from '../../src-main/engine/tensor/engine.ts';
import { createMetricLog } from '../../src-main/engine/training/metric-log.ts';
import { prepareTraining } from '../../src-main/engine/training/prepare.ts';
import { openSession } from '../../src-main/engine/training/session.ts';
import { sampleFiles } from '../support/dataset-files.ts';
import { openStockEngine } from '../support/stock-engine.ts';
import { sampleSpec } from '../support/training.ts';
import type { Report } from './run.ts';

interface Shape {
  readonly model: ModelSpec;
  readonly input: ModelInput;
  readonly batch: number;
}

const digits = { shape: [784], outputs: 10, kind: 'columns' } as const;
const shapes: Readonly<Record<string, Shape>> = {
  mlp128: { model: model({ kind: 'mlp', hidden: [128, 128] }), input: digits, batch: 128 },
  mlp512: { model: model({ kind: 'mlp', hidden: [512, 512] }), input: digits, batch: 128 },
  cnn: {
    model: model({ kind: 'cnn', blocks: [{ filters: 16 }, { filters: 32 }], dense: [64] }),
    input: { kind: 'image', shape: [28, 28, 1], outputs: 10 },
    batch: 64,
  },
  transformer: {
    model: model({ kind: 'transformer', width: 128, heads: 4, layers: 2, contextLength: 64 }),
    input: { kind: 'text', shape: [64], outputs: 96 },
    batch: 16,
  },
};

const steppedSamples = ['iris', 'digits-mlp', 'digits-cnn'];

export const figures = [
  ...Object.keys(shapes).map((name) => `engine ${name} stock`),
  ...Object.keys(shapes).map((name) => `engine ${name}`),
  ...steppedSamples.map((name) => `engine step ${name}`),
  'engine logging cost',
];

/** Training steps on one core: stock TensorFlow.js WebAssembly, its missing kernels composed, against ours. */
export async function bench(report: Report): Promise<void> {
  await openStockEngine();
  for (const [name, shape] of Object.entries(shapes)) {
    report(`engine ${name} stock`, stepsPerSecond(shape), 'steps/s', 'TensorFlow.js wasm, one core, Adam');
  }
  const engine = await openEngine('embedded');
  for (const [name, shape] of Object.entries(shapes)) {
    report(`engine ${name}`, stepsPerSecond(shape), 'steps/s', `${engine.variant}, one core, Adam`);
  }
  for (const name of steppedSamples) {
    report(`engine step ${name}`, await microsecondsPerStep(name), 'µs', 'batch, gradient and update');
  }
  report(
    'engine logging cost',
    await loggingCost(),
    '%',
    'digits-mlp, every step logged against the bare loop; best of 20 in turns, noise ± 1 %',
  );
}

function model(document: v.InferInput<typeof modelSpecSchema>): ModelSpec {
  return v.parse(modelSpecSchema, document);
}

function stepsPerSecond({ model: spec, input, batch }: Shape): number {
  const built = buildModel(spec, input);
  const optimizerSpec = v.parse(optimizerSpecSchema, { kind: 'adam', learningRate: 1e-3 });
  const initial = built.parameters.map((parameter) => ({
    name: parameter.name,
    shape: parameter.shape,
    values: initialise(parameter, undefined, 0),
  }));
  if (optimizerSpec.kind === 'lbfgs') throw new Error('unreachable');
  const optimizer = openTensorOptimizer(optimizerSpec, initial, null);
  const random = stream(0, 'bench');
  const rows = input.kind === 'text' ? batch * (input.shape[0] ?? 1) : batch;
  const size = batch * input.shape.reduce((product, side) => product * side, 1);
  const x =
    input.kind === 'text'
      ? tf.tensor(
          Int32Array.from({ length: size }, () => random.integer(input.outputs)),
          [batch, ...input.shape],
        )
      : tf.tensor(
          Float32Array.from({ length: size }, () => random.normal()),
          [batch, ...input.shape],
        );
  const target = tf.tensor(Int32Array.from({ length: rows }, () => random.integer(input.outputs)));
  const lossOf = createLoss({ kind: 'crossEntropy', labelSmoothing: 0 });
  const index = new Map(built.parameters.map((parameter, at) => [parameter.name, at]));
  let step = 0;
  const once = (): void => {
    const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
      const weights = (name: string): tf.Tensor => tensors[index.get(name) ?? -1] ?? tf.scalar(Number.NaN);
      return lossOf(built.forward(weights, x, evaluationPass), target);
    })([...optimizer.weights]);
    const loss = value.dataSync()[0] ?? Number.NaN;
    optimizer.update(grads, 1e-3, ++step, { loss, again: () => ({ loss, gradients: grads }) });
    tf.dispose([value, grads]);
  };
  const rate = 1 / secondsPerCall(once);
  optimizer.dispose();
  tf.dispose([x, target]);
  return rate;
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
      const [loss, rate] = [log.column('train/loss'), log.column('learningRate')];
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
