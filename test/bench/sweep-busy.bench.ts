import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, quantile } from '../../src-main/base/statistics.ts';
import { openTestCore } from '../support/core.ts';
import { temporaryDirectory } from '../support/serve-process.ts';
import { startSweep, sweepEnded } from '../support/sweeps.ts';
import type { Report } from './run.ts';

export const figures = ['sweep.busy', 'sweep.gap'];

const trials = 60;
const workers = 2;
const seconds = 2;
/** So long are the trials of the figure that is promised. */
const promisedSeconds = 10;

/**
 * How much of their time the workers of a sweep are in use. Trials are programs that compute for a fixed time and say
 * when they began and ended by their own clock, so that what Descent needs to notice an end, to write it down, to ask
 * the sampler and to start the next process all counts as idle.
 */
export async function bench(report: Report): Promise<void> {
  const folder = temporaryDirectory();
  const test = openTestCore(folder.path);
  try {
    const program = join(folder.path, 'work.mjs');
    writeFileSync(
      program,
      `const x = Number(process.argv[2]);
       const until = performance.timeOrigin + ${seconds * 1000};
       while (Date.now() < until);
       console.log(JSON.stringify({ score: x * x, began: performance.timeOrigin, ended: Date.now() }));`,
    );
    const sweep = await startSweep(test.client, {
      name: 'busy',
      sampler: 'tpe',
      trials,
      workers,
      objective: { metric: 'score', direction: 'minimise' },
      command: { argv: [process.execPath, program, '{x}'], cwd: folder.path },
      space: { x: { type: 'float', low: -1, high: 1 } },
    });
    await sweepEnded(test.client, sweep);
    const [began, ended] = await Promise.all(
      ['began', 'ended'].map(async (metric) => {
        return (await test.client.call('sweeps.curves', { sweep, metric })).values;
      }),
    );
    const gaps = gapsOf(began ?? new Float64Array(), ended ?? new Float64Array()).sort();
    const gap = gaps.reduce((sum, one) => sum + one, 0) / gaps.length;
    const busy = (length: number): number => (100 * length) / (length + gap / 1000);
    report(
      'sweep.gap',
      median(gaps),
      'ms',
      `from a trial's end to the next one's beginning, median; nine tenths below ${quantile(gaps, 0.9).toFixed(0)} ms`,
    );
    report(
      'sweep.busy',
      busy(promisedSeconds),
      '%',
      `two workers; ${trials} trials of ${seconds} s: ${busy(seconds).toFixed(1)} %, by the same gaps with trials of ${promisedSeconds} s; target 95`,
    );
  } finally {
    await test.close();
    folder.remove();
  }
}

/** Between each trial's end and the beginning of the next on the same worker, in milliseconds. */
function gapsOf(began: Float64Array, ended: Float64Array): Float64Array {
  const order = [...began.keys()].sort((a, b) => (began[a] ?? 0) - (began[b] ?? 0));
  const free: number[] = [];
  const gaps: number[] = [];
  for (const trial of order) {
    const [from, to] = [began[trial] ?? 0, ended[trial] ?? 0];
    if (free.length < workers) {
      free.push(to);
      continue;
    }
    // Whoever came to its end first made room for it.
    const first = free.indexOf(Math.min(...free));
    gaps.push(Math.max(0, from - (free[first] ?? 0)));
    free[first] = to;
  }
  return Float64Array.from(gaps);
}
