/** `node gemm.ts THREADS SECONDS`: GFLOP/s of products of 512 × 512 matrices, by which of the two is transposed. */
import * as tf from '@tensorflow/tfjs-core';
import { adjustThreads, followThreads } from '../../../src-main/engine/tensor/embedded/cores.ts';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';

const side = 512;
const [threads = '1', seconds = '1'] = process.argv.slice(2);
const { variant } = await openEngine('embedded');
followThreads(new Int32Array(new SharedArrayBuffer(4)).fill(Number(threads)));
for (let turn = 0; turn < 20; turn++) {
  adjustThreads();
  await new Promise((resolve) => void setTimeout(resolve, 5));
}
const a = tf.randomNormal<tf.Rank.R2>([side, side]);
const b = tf.randomNormal<tf.Rank.R2>([side, side]);
const best = [false, true].flatMap((atA) =>
  [false, true].map((atB) => {
    let least = Number.POSITIVE_INFINITY;
    const until = performance.now() + (Number(seconds) * 1000) / 4;
    while (performance.now() < until) {
      const started = performance.now();
      tf.matMul(a, b, atA, atB).dispose();
      least = Math.min(least, performance.now() - started);
    }
    return (2 * side ** 3) / least / 1e6;
  }),
);
process.stdout.write(JSON.stringify({ slowest: Math.min(...best), variant }));
process.exit(0);
