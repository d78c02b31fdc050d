import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import type { Params } from '#contract/param.ts';
import type { Trial } from '#contract/sweep.ts';
import { chooseSampler } from '../../../src-main/sweep/samplers/auto.ts';
import type { Sampler } from '../../../src-main/sweep/samplers/sampler.ts';
import { samplerOf, spaceOf, variedSpace } from '../../support/search-space.ts';
import { finishedTrial } from '../../support/trials.ts';

const kinds = ['auto', 'random', 'sobol', 'latin-hypercube', 'tpe', 'gp', 'cmaes', 'nsga2'] as const;

function valueOf(params: Params): number {
  const lr = Math.log10(Number(params['lr']));
  return (lr + 2) ** 2 + Number(params['dropout']) + (params['opt'] === 'sgd' ? 0.2 : 0);
}

/** Trials one after the other, every fifth one failed and every seventh pruned. */
function grown(sampler: Sampler, count: number): readonly Trial[] {
  const trials: Trial[] = [];
  for (let number = 0; number < count; number++) {
    const params = sampler.suggest(trials, number)?.params ?? {};
    const value = valueOf(params);
    trials.push(
      number % 5 === 4
        ? { number, state: 'failed', params, values: null, reports: [] }
        : number % 7 === 6
          ? { number, state: 'pruned', params, values: null, reports: [{ step: 1, value: value + 1 }] }
          : finishedTrial(number, params, value),
    );
  }
  return trials;
}

describe.each(kinds)('the sampler %s', (kind) => {
  const spec = kind === 'nsga2' ? { kind, populationSize: 8 } : kind;

  it('stays within the space, its conditions and its constraints', () => {
    const space = variedSpace();
    for (const { params } of grown(samplerOf(space, spec), 30)) expect(space.problem(params)).toBeNull();
  });

  it('suggests the same again for the same trials, whoever asks', () => {
    const space = variedSpace();
    const trials = grown(samplerOf(space, spec), 26);
    const restored = JSON.parse(JSON.stringify(trials)) as Trial[];
    for (const count of [0, 11, 26]) {
      const other = samplerOf(variedSpace(), spec).suggest(restored.slice(0, count).reverse(), count);
      const own = samplerOf(space, spec).suggest(trials.slice(0, count), count);
      expect(other).toEqual(own);
    }
  });

  it('differs by seed and by number', () => {
    const space = variedSpace();
    const trials = grown(samplerOf(space, spec), 12);
    const suggested = [
      samplerOf(space, spec).suggest(trials, 12),
      samplerOf(space, spec).suggest(trials, 13),
      samplerOf(space, spec, { seed: 2 }).suggest(trials, 12),
    ].map((suggestion) => JSON.stringify(suggestion?.params));
    expect(new Set(suggested).size).toBe(3);
  });

  it('keeps apart what runs at once', () => {
    const space = variedSpace();
    const sampler = samplerOf(space, spec, { workers: 4 });
    const trials = [...grown(sampler, 14)];
    for (let number = 14; number < 18; number++) {
      const params = sampler.suggest(trials, number)?.params ?? {};
      trials.push({ number, state: 'running', params, values: null, reports: [] });
    }
    expect(new Set(trials.slice(14).map(({ params }) => JSON.stringify(params))).size).toBe(4);
  });

  it('goes on in a space that was changed, with what it knows of that', () => {
    const before = spaceOf({
      lr: { type: 'float', low: 1e-5, high: 1, log: true },
      dropout: { type: 'float', low: 0, high: 0.5 },
      opt: { type: 'categorical', choices: ['adam', 'sgd', 'rmsprop'] },
    });
    const after = spaceOf({
      lr: { type: 'float', low: 1e-3, high: 0.1, log: true },
      opt: { type: 'categorical', choices: ['adam', 'sgd'] },
      layers: { type: 'int', low: 1, high: 4, default: 2 },
    });
    const trials = grown(samplerOf(before, spec), 20);
    const suggestion = samplerOf(after, spec).suggest(trials, 20);
    expect(after.problem(suggestion?.params ?? {})).toBeNull();
  });

  it('takes the defaults first, where every param has one', () => {
    const space = spaceOf({
      lr: { type: 'float', low: 1e-4, high: 1, log: true, default: 0.01 },
      opt: { type: 'categorical', choices: ['adam', 'sgd'], default: 'sgd' },
    });
    const first = samplerOf(space, spec).suggest([], 0);
    expect(first).toMatchObject({
      params: { lr: 0.01, opt: 'sgd' },
      why: { said: { code: 'sweep.whyDefaults' } },
    });
  });

  it('tries each point of a small space once, and then has nothing left', () => {
    const space = spaceOf({
      a: { type: 'int', low: 1, high: 3 },
      b: { type: 'boolean' },
      c: { type: 'categorical', choices: ['x', 'y'], when: { param: 'b', is: true } },
    });
    const sampler = samplerOf(space, spec, { trials: 20 });
    const trials: Trial[] = [];
    for (let number = 0; number < 9; number++) {
      const params = sampler.suggest(trials, number)?.params ?? {};
      trials.push(finishedTrial(number, params, Number(params['a'])));
    }
    expect(new Set(trials.map(({ params }) => JSON.stringify(params))).size).toBe(9);
    expect(sampler.suggest(trials, 9)).toBeNull();
  });
});

describe('a grid', () => {
  it('has every combination once, in either order', () => {
    const space = spaceOf({
      lr: { type: 'float', low: 0.01, high: 1, log: true },
      layers: { type: 'int', low: 1, high: 2 },
    });
    const all = (order: string) => {
      const sampler = samplerOf(space, { kind: 'grid', points: 3, order });
      const trials: Trial[] = [];
      for (
        let next = sampler.suggest(trials, 0);
        next !== null;
        next = sampler.suggest(trials, trials.length)
      ) {
        trials.push(finishedTrial(trials.length, next.params, 0));
      }
      return trials.map(({ params }) => [Number(Number(params['lr']).toFixed(6)), params['layers']]);
    };
    const sequential = all('sequential');
    expect(sequential).toEqual([
      [0.01, 1],
      [0.01, 2],
      [0.1, 1],
      [0.1, 2],
      [1, 1],
      [1, 2],
    ]);
    expect(all('shuffled').toSorted()).toEqual(sequential.toSorted());
  });

  it('refuses to have more points than anyone could try', () => {
    const space = spaceOf(
      Object.fromEntries(
        Array.from({ length: 9 }, (_, index) => [`x${index}`, { type: 'float' as const, low: 0, high: 1 }]),
      ),
    );
    expect(() => samplerOf(space, 'grid')).toThrow(CodedError);
  });
});

describe('a Latin hypercube', () => {
  it('meets every part of every param once', () => {
    const space = spaceOf({ x: { type: 'float', low: 0, high: 1 }, y: { type: 'float', low: 0, high: 1 } });
    const sampler = samplerOf(space, 'latin-hypercube', { trials: 10 });
    const parts = Array.from({ length: 10 }, (_, number) => sampler.suggest([], number)?.params ?? {});
    for (const name of ['x', 'y']) {
      const met = parts.map((params) => Math.floor(10 * Number(params[name]))).sort((a, b) => a - b);
      expect(met).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });
});

describe('what auto chooses', () => {
  const space = variedSpace();
  const choose = (trials: number, objectives = 1, workers = 1) =>
    chooseSampler({
      space,
      trials,
      workers,
      objectives: Array.from({ length: objectives }, () => ({ direction: 'minimise' as const })),
    });

  it.each([
    [5, 1, 1, 'sobol'],
    [50, 1, 1, 'gp'],
    [50, 1, 40, 'tpe'],
    [5000, 1, 1, 'tpe'],
    [50, 2, 1, 'tpe'],
    [500, 2, 1, 'nsga2'],
  ])(
    'for %i trials, %i objectives and %i workers is said with its reason',
    (trials, objectives, workers, kind) => {
      const choice = choose(trials, objectives, workers);
      expect(choice.sampler.kind).toBe(kind);
      expect(choice.why.message.length).toBeGreaterThan(20);
    },
  );

  it('is a grid where all combinations fit', () => {
    const small = spaceOf({ a: { type: 'boolean' }, b: { type: 'int', low: 1, high: 4 } });
    expect(
      chooseSampler({ space: small, trials: 8, workers: 1, objectives: [{ direction: 'minimise' }] }).sampler
        .kind,
    ).toBe('grid');
  });
});

describe('samplers for one objective', () => {
  it('refuse several', () => {
    const objectives = [{ direction: 'minimise' as const }, { direction: 'maximise' as const }];
    expect(() => samplerOf(variedSpace(), 'gp', { objectives })).toThrow(CodedError);
    expect(() => samplerOf(variedSpace(), 'cmaes', { objectives })).toThrow(CodedError);
  });
});
