import { readFileSync } from 'node:fs';
import { median, quantile } from '../../src-main/base/statistics.ts';
import { stream } from '../../src-main/base/random.ts';
import { fanova } from '../../src-main/sweep/importance/fanova.ts';
import { pedAnova } from '../../src-main/sweep/importance/ped-anova.ts';
import { trialTable } from '../../src-main/sweep/importance/table.ts';
import type { Trial } from '#contract/sweep.ts';
import { samplerOf, spaceOf } from '../support/search-space.ts';
import { finishedTrial } from '../support/trials.ts';
import type { Report } from './run.ts';
import { testFunctions } from './sweep/functions.ts';
import { measureHalving } from './sweep/halving.ts';
import { search, searchTrained } from './sweep/search.ts';
import { trainedFunctions } from './sweep/trained.ts';

interface Reference {
  readonly asks: readonly {
    readonly sampler: string;
    readonly trials: number;
    readonly milliseconds: number;
  }[];
  readonly quality: readonly Reached[];
  readonly trained: readonly Reached[];
}

interface Reached {
  readonly function: string;
  readonly sampler: string;
  /** Quartiles by number of trials. */
  readonly at: Readonly<Record<string, readonly [number, number, number]>>;
}

const seeds = 15;
/** Two basins lie close together, so that fifteen seeds tell little of which one is found. */
const manySeeds = 45;
const seedsOf = (name: string, sampler: string): number =>
  name === 'hartmann6' && sampler === 'tpe' ? manySeeds : seeds;
const counts = [50, 100, 200];
const samplers = ['tpe', 'cmaes', 'auto', 'sobol', 'random'];
const asked = [
  ['tpe', 1000],
  ['tpe', 10_000],
  ['gp', 1000],
  ['cmaes', 1000],
] as const;

const halvingName = 'sweep: epochs of ASHA in those of chance';
const qualityName = (name: string, sampler: string, count: number): string =>
  `sweep: ${name}, ${sampler}, ${count} trials`;
const trainedSeeds = 7;
const trainedTrials = 40;
const trainedSamplers = ['auto', 'tpe', 'random'];
const trainedName = (name: string, sampler: string): string =>
  `sweep: trained ${name}, ${sampler}, ${trainedTrials} trials`;
const askName = (sampler: string, count: number): string => `sweep: ask ${sampler} after ${count}`;

export const figures = [
  ...asked.map(([sampler, count]) => askName(sampler, count)),
  'sweep: fANOVA with pairs',
  'sweep: PED-ANOVA',
  halvingName,
  ...trainedFunctions.flatMap(({ name }) => trainedSamplers.map((sampler) => trainedName(name, sampler))),
  ...testFunctions.flatMap(({ name }) =>
    samplers.flatMap((sampler) => counts.map((count) => qualityName(name, sampler, count))),
  ),
];

/** How long samplers take, and what they reach on functions whose minimum is known, beside Optuna's. */
export async function bench(report: Report, wants: (figure: string) => boolean): Promise<void> {
  const reference = readReference();
  for (const [sampler, count] of asked) {
    if (wants(askName(sampler, count))) measureAsk(sampler, count, reference, report);
  }
  if (wants('sweep: fANOVA with pairs') || wants('sweep: PED-ANOVA')) measureImportance(report);
  for (const tested of testFunctions) {
    for (const sampler of samplers) {
      const wanted = counts.filter((count) => wants(qualityName(tested.name, sampler, count)));
      if (wanted.length === 0) continue;
      const runs = Array.from({ length: seedsOf(tested.name, sampler) }, (_, seed) =>
        search(tested, sampler, seed, 200),
      );
      // Optuna's default is what "auto" has to stand beside.
      const rival = sampler === 'auto' ? 'tpe' : sampler;
      const theirs = reference.quality.find((one) => one.function === tested.name && one.sampler === rival);
      for (const count of wanted) {
        const ends = Float64Array.from(runs, (best) => best[count - 1] ?? Number.NaN).sort();
        const many = ends.length === seeds ? '' : `${ends.length} seeds; `;
        const quartiles = beside(ends, theirs, count);
        report(qualityName(tested.name, sampler, count), median(ends), '', `${many}${quartiles}`);
      }
    }
  }
  if (wants(halvingName)) {
    const { epochs, halved } = await measureHalving(60, 15);
    report(
      halvingName,
      (halved ?? Number.NaN) / epochs,
      '×',
      `digits-cnn, 60 trials by chance of 15 epochs: as good as their best after ${halved ?? 'never'} of ${epochs} epochs`,
    );
  }
  for (const tested of trainedFunctions) {
    for (const sampler of trainedSamplers) {
      if (!wants(trainedName(tested.name, sampler))) continue;
      const ends = new Float64Array(trainedSeeds);
      for (let seed = 0; seed < trainedSeeds; seed++) {
        ends[seed] = await searchTrained(tested, sampler, seed, trainedTrials);
      }
      const theirs = reference.trained.find((one) => one.function === tested.name);
      report(trainedName(tested.name, sampler), median(ends), '', beside(ends.sort(), theirs, trainedTrials));
    }
  }
}

/** Quartiles, and Optuna's. */
function beside(sorted: Float64Array, theirs: Reached | undefined, count: number): string {
  const own = `${shown(quantile(sorted, 0.25))} to ${shown(quantile(sorted, 0.75))}`;
  const [low, middle, high] = theirs?.at[String(count)] ?? [];
  return theirs === undefined || low === undefined || middle === undefined || high === undefined
    ? own
    : `${own}; Optuna ${theirs.sampler} ${shown(middle)}, ${shown(low)} to ${shown(high)}`;
}

/** Five params and random trials that no sampler has seen before; then one trial more each time. */
function measureAsk(sampler: string, count: number, reference: Reference, report: Report): void {
  const space = spaceOf(
    Object.fromEntries(
      Array.from({ length: 5 }, (_, index) => [`x${index}`, { type: 'float' as const, low: 0, high: 1 }]),
    ),
  );
  const random = stream(0, 'bench');
  const finished = (number: number): Trial => finishedTrial(number, space.draw(random), random.uniform());
  const trials = Array.from({ length: count }, (_, number) => finished(number));
  const opened = samplerOf(space, sampler, { trials: 2 * count });
  const times: number[] = [];
  for (let round = 0; round < 21; round++) {
    times.push(processorTime(() => opened.suggest(trials, trials.length)));
    trials.push(finished(trials.length));
  }
  const theirs = reference.asks.find((one) => one.sampler === sampler && one.trials === count);
  report(
    askName(sampler, count),
    median(times),
    'ms',
    `five params; the first, with nothing remembered, ${shown(times[0] ?? 0)} ms${theirs === undefined ? '' : `; Optuna ${shown(theirs.milliseconds)} ms`}`,
  );
}

function measureImportance(report: Report): void {
  const space = spaceOf(
    Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`x${index}`, { type: 'float' as const, low: 0, high: 1 }]),
    ),
  );
  const random = stream(0, 'bench');
  const trials = Array.from({ length: 1000 }, (_, number) => {
    const params = space.draw(random);
    const [a = 0, b = 0, c = 0, d = 0] = Object.values(params).map(Number);
    return finishedTrial(number, params, 4 * a + 2 * b ** 2 + 8 * (c - 0.5) * (d - 0.5));
  });
  const table = trialTable(space, trials, [{ direction: 'minimise' }]);
  const timed = (work: () => void): number => {
    return median(Array.from({ length: 7 }, () => processorTime(work)));
  };
  report(
    'sweep: fANOVA with pairs',
    timed(() => fanova(table)),
    'ms',
    '1,000 trials, ten params, 45 pairs',
  );
  report(
    'sweep: PED-ANOVA',
    timed(() => pedAnova(table)),
    'ms',
    '1,000 trials, ten params',
  );
}

/** Milliseconds of the processor, which a busy machine does not lengthen; those of the collector are among them. */
function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function readReference(): Reference {
  // reference.py beside the functions writes this shape.
  return JSON.parse(readFileSync(new URL('./sweep/reference.json', import.meta.url), 'utf8')) as Reference;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
