import { openEngine } from '../../src-main/engine/tensor/engine.ts';
import { looksPerJudgement, openDoctor } from '../../src-main/engine/training/doctor/doctor.ts';
import { lookEvery } from '../../src-main/engine/training/doctor/look-every.ts';
import { prepareTraining } from '../../src-main/engine/training/prepare.ts';
import { openSession } from '../../src-main/engine/training/session.ts';
import { sampleFiles } from '../support/dataset-files.ts';
import { sampleSpec } from '../support/training.ts';
import type { Report } from './run.ts';

const watchedSamples = ['iris', 'digits-mlp', 'digits-cnn'];
const secondsPerSample = 12;

export const figures = watchedSamples.map((name) => `doctor.overhead ${name}`);

/** What it costs to watch a training, as a share of its steps. */
export async function bench(report: Report, wants: (figure: string) => boolean): Promise<void> {
  await openEngine('embedded');
  for (const name of watchedSamples.filter((sample) => wants(`doctor.overhead ${sample}`))) {
    const { percent, every, blocks } = await overhead(name);
    report(
      `doctor.overhead ${name}`,
      percent,
      '%',
      `a look and a judgement every ${every} steps against the bare loop; tenths of ${blocks} blocks in turns`,
    );
  }
}

/** One session takes blocks of steps with and without a doctor, in turns, so that both see the same weights and machine. */
async function overhead(name: string) {
  const spec = sampleSpec(name);
  const prepared = await prepareTraining(spec, sampleFiles);
  const session = openSession(spec, prepared, null);
  const doctor = openDoctor(spec, prepared, session.trained, null);
  const every = lookEvery(prepared);
  // As many looks as one judgement is for.
  const stepsPerBlock = looksPerJudgement * every;
  const { totalSteps } = prepared.plan;
  const spent: Readonly<Record<'watched' | 'bare', number[]>> = { watched: [], bare: [] };
  const until = performance.now() + 1000 * secondsPerSample;
  let step = 0;
  while (performance.now() < until) {
    for (const kind of ['watched', 'bare'] as const) {
      const started = processorMicroseconds();
      for (let taken = 0; taken < stepsPerBlock; taken++) {
        step++;
        const done = (step - 1) % totalSteps;
        if (kind === 'bare') {
          session.step(done);
          continue;
        }
        doctor.step(step, session.step(done, doctor.look(step)));
        if (doctor.looksAt(step)) doctor.judge(step);
      }
      spent[kind].push(processorMicroseconds() - started);
    }
  }
  session.dispose();
  const bare = lowTenth(spent.bare);
  return { percent: (100 * (lowTenth(spent.watched) - bare)) / bare, every, blocks: spent.bare.length };
}

function processorMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Below it lies a tenth of the values: others on the machine only take time away, and one block may be lucky. */
function lowTenth(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 10)] ?? Number.NaN;
}
