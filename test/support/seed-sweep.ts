import { join } from 'node:path';
import { parse } from '#contract/parse.ts';
import type { Params } from '#contract/param.ts';
import { searchSpaceSchema, sweepSpecSchema, type SweepSpecInput } from '#contract/sweep.ts';
import { stream } from '../../src-main/base/random.ts';
import { openStore } from '../../src-main/store/open.ts';
import { insertSweep, setSweepState } from '../../src-main/store/tables/sweeps.ts';
import { addReports, insertTrial, setTrialState } from '../../src-main/store/tables/trials.ts';
import { createSpace } from '../../src-main/sweep/search-space.ts';

const space = {
  learningRate: { type: 'float', low: 1e-4, high: 1, log: true },
  weightDecay: { type: 'float', low: 1e-6, high: 0.1, log: true },
  dropout: { type: 'float', low: 0, high: 0.7 },
  layers: { type: 'int', low: 1, high: 6 },
  width: { type: 'int', low: 8, high: 512, log: true },
  optimizer: { type: 'categorical', choices: ['adam', 'sgd', 'rmsprop'] },
} as const;

export interface SeededSweep {
  readonly name?: string;
  readonly trials: number;
  /** What it searched beside its params: another seed is another sweep of the same space. */
  readonly seed?: number;
  /** Trials at once; each takes about ten seconds. */
  readonly workers?: number;
  readonly objectives?: SweepSpecInput['objectives'];
}

/** Writes a complete sweep, as a random search of a bowl over six params would have left it; gives its number. */
export function seedSweep(
  dataDirectory: string,
  {
    name = 'seeded',
    trials,
    seed = 1,
    workers = 2,
    objectives = [{ metric: 'loss', direction: 'minimise' }],
  }: SeededSweep,
): number {
  const store = openStore({ path: join(dataDirectory, 'descent.db') });
  const { db } = store;
  const random = stream(seed, 'seed-sweep');
  const drawn = createSpace(parse(searchSpaceSchema, space, 'The space'));
  const spec = parse(
    sweepSpecSchema,
    {
      sampler: 'random',
      seed,
      trials,
      workers,
      objectives,
      space,
      command: { argv: ['./train', '{params}'] },
    },
    'The sweep',
  );
  let now = Date.UTC(2026, 0, 1);
  let sweep = 0;
  db.transaction(() => {
    sweep = insertSweep(db, { uid: `${seed}`.padStart(32, '0'), name, spec, createdAt: now });
    for (let number = 0; number < trials; number++) {
      const params = drawn.draw(random);
      const began = now + (number % workers) * 300;
      const took = 8000 + 4000 * random.uniform();
      insertTrial(db, { sweep, number, params, origin: 'sampler', createdAt: began });
      const key = { sweep, number };
      setTrialState(db, key, { state: 'running', now: began });
      const value = bowl(params) + 0.02 * random.normal();
      const reports = [1, 2, 3, 4, 5].flatMap((step) =>
        spec.objectives.map(({ metric }, i) => ({
          metric,
          step,
          value: (i === 0 ? value : 3 / (0.5 + value)) * (1 + Math.exp(-step)),
        })),
      );
      const isPruned = value > 4 && number > 20;
      addReports(
        db,
        key,
        isPruned ? reports.slice(0, 2 * spec.objectives.length) : reports,
        began + took / 2,
      );
      const values = reports.slice(-spec.objectives.length).map(({ value: last }) => last);
      const end = began + (isPruned ? took / 3 : took);
      setTrialState(
        db,
        key,
        isPruned ? { state: 'pruned', now: end } : { state: 'complete', values, now: end },
      );
      if (number % workers === workers - 1) now += 12_500;
    }
    setSweepState(db, sweep, 'complete', now);
  });
  store.close();
  return sweep;
}

function bowl(params: Params): number {
  const of = (name: string): number => Number(params[name]);
  const rate = Math.log10(of('learningRate')) + 2 + (params['optimizer'] === 'sgd' ? -1 : 0);
  return (
    0.1 +
    rate ** 2 +
    0.1 * (Math.log10(of('weightDecay')) + 4) ** 2 +
    2 * (of('dropout') - 0.2) ** 2 +
    0.05 * (of('layers') - 3) ** 2 +
    0.2 * Math.log10(of('width') / 128) ** 2
  );
}
