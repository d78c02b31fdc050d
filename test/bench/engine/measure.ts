/**
 * `node measure.ts ENGINE SHAPE THREADS SECONDS`: steps of one training on one engine, in a process of its own so that
 * its memory is its own too. ENGINE is one of Descent's, or "stock". Prints one line of JSON, or `{"missing": why}`.
 */
import * as tf from '@tensorflow/tfjs-core';
import { parse } from '#contract/parse.ts';
import { engineChoices } from '#contract/training.ts';
import * as v from 'valibot';
import { followThreads } from '../../../src-main/engine/tensor/embedded/cores.ts';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { findEnginesIn } from '../../../src-main/engine/tensor/installed.ts';
import { enginesFolder } from '../../support/engines-folder.ts';
import { openStockEngine } from '../../support/stock-engine.ts';
import { gpuShapes, shapes } from './shapes.ts';
import { openSteps } from './steps.ts';

/** What this process prints. */
export interface Measured {
  readonly stepsPerSecond: number;
  /** Not told by rivals whose work is not counted. */
  readonly gigaflops?: number;
  readonly megabytes: number;
  readonly variant: string;
}

/** On a GPU a reading empties its queue, so that losses are read together. */
const readEvery = 16;

const [engine = '', name = '', threads = '1', seconds = '1'] = process.argv.slice(2);
const shape = shapes[name] ?? gpuShapes[name];
if (shape === undefined) throw new Error(`no shape "${name}"`);
findEnginesIn(enginesFolder);
let variant = `TensorFlow.js ${tf.version_core} wasm`;
try {
  if (engine === 'stock') await openStockEngine();
  else variant = (await openEngine(parse(v.picklist(engineChoices), engine, 'The engine'))).variant;
} catch (thrown) {
  process.stdout.write(JSON.stringify({ missing: thrown instanceof Error ? thrown.message : 'unknown' }));
  process.exit(0);
}
followThreads(new Int32Array(new SharedArrayBuffer(4)).fill(Number(threads)));
const steps = openSteps(shape);
const sync = engine !== 'webgpu';
const unread: tf.Tensor[] = [];
const once = async (): Promise<void> => {
  const loss = steps.once();
  if (sync) {
    loss.dataSync();
    loss.dispose();
  } else {
    unread.push(loss);
    if (unread.length < readEvery) return;
    await Promise.all(unread.map((tensor) => tensor.data()));
    for (const tensor of unread.splice(0)) tensor.dispose();
  }
};
// Helpers come, kernels are compiled, memory is taken.
const warm = performance.now() + 250;
while (engine !== 'javascript' && performance.now() < warm) {
  await once();
  await new Promise((resolve) => void setTimeout(resolve, 5));
}
// The best of several windows: others on the machine only ever take time away.
let best = Number.POSITIVE_INFINITY;
const until = performance.now() + Number(seconds) * 1000;
do {
  const started = performance.now();
  let count = 0;
  do {
    await once();
    count++;
  } while (performance.now() - started < 120);
  best = Math.min(best, (performance.now() - started) / count);
} while (performance.now() < until);
process.stdout.write(
  JSON.stringify({
    stepsPerSecond: 1000 / best,
    gigaflops: steps.flops / best / 1e6,
    megabytes: process.memoryUsage.rss() / 1e6,
    variant,
  } satisfies Measured),
);
process.exit(0);
