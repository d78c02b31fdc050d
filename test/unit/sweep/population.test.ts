import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '#contract/parse.ts';
import { samplerSpecSchema, type SamplerOf, type Trial } from '#contract/sweep.ts';
import { generationAt, nextGeneration, populationInterval } from '../../../src-main/sweep/population.ts';
import { earlierTrials } from '../../../src-main/sweep/warm-start.ts';
import { spaceOf } from '../../support/search-space.ts';
import { finishedTrial, trialOf } from '../../support/trials.ts';

const space = spaceOf({
  lr: { type: 'float', low: 1e-4, high: 1, log: true },
  layers: { type: 'int', low: 1, high: 4 },
  opt: { type: 'categorical', choices: ['adam', 'sgd'] },
});
const params = { lr: 0.01, layers: 2, opt: 'adam' };

function populationSpec(more: Partial<SamplerOf<'pbt'>> = {}): SamplerOf<'pbt'> {
  const spec = parse(samplerSpecSchema, { kind: 'pbt', ...more }, 'The sampler');
  if (spec.kind !== 'pbt') throw new Error('another sampler');
  return spec;
}

const input = {
  space,
  spec: populationSpec({ resample: 0 }),
  seed: 1,
  objective: { direction: 'minimise' as const },
};
const waiting = (values: readonly number[]): readonly Trial[] =>
  values.map((value, number) => trialOf(number, [9, value], 'paused', params));

describe('population-based training', () => {
  it('lets a copy of one of the best go on in the place of the worst, with params a little changed', () => {
    const [copy, ...more] = nextGeneration(input, 2, waiting([4, 1, 2, 3]));
    expect(more).toEqual([]);
    expect(copy).toMatchObject({ replaces: 0, from: 1, step: 2, params: { opt: 'adam' } });
    const rate = Number(copy?.params['lr']);
    expect([0.012, 0.01 / 1.2].some((lr) => Math.abs(lr - rate) < 1e-9)).toBe(true);
    expect([1, 3]).toContain(copy?.params['layers']);
  });

  it('keeps what the weights were made for as the source has it', () => {
    const isInherited = (param: string): boolean => param === 'layers';
    const [copy] = nextGeneration({ ...input, isInherited }, 2, waiting([4, 1, 2, 3]));
    expect(copy?.params['layers']).toBe(2);
    expect(copy?.params['lr']).not.toBe(0.01);
  });

  it('puts copies in the place of those that were lost, before any that came through', () => {
    const lost = [trialOf(4, [], 'failed', params)];
    expect(nextGeneration(input, 2, waiting([4, 1, 2, 3]), lost)).toMatchObject([{ replaces: 4, from: 1 }]);
    const all = [5, 6, 7].map((number) => trialOf(number, [], 'failed', params));
    expect(nextGeneration(input, 2, waiting([1]), all).map(({ replaces, from }) => [replaces, from])).toEqual(
      [
        [5, 0],
        [6, 0],
        [7, 0],
      ],
    );
  });

  it('copies nobody where nobody told a number', () => {
    expect(nextGeneration(input, 2, waiting([NaN, NaN, NaN, NaN]))).toEqual([]);
  });

  it('never replaces one of the best, nor more than there are, whoever came first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 4 }),
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        fc.integer(),
        (values, losses, share, seed) => {
          const members = waiting(values);
          const lost = Array.from({ length: losses }, (_, i) => trialOf(100 + i, [], 'failed', params));
          const given = { ...input, seed, spec: populationSpec({ share }) };
          const copies = nextGeneration(given, 2, members, lost);
          expect(nextGeneration(given, 2, members.toReversed(), lost)).toEqual(copies);
          const sources = new Set(copies.map(({ from }) => from));
          const valueAt = (number: number): number => members[number]?.reports.at(-1)?.value ?? Infinity;
          for (const { from, replaces, params: changed } of copies) {
            expect(sources.has(replaces)).toBe(false);
            expect(valueAt(from)).toBeLessThanOrEqual(valueAt(replaces));
            expect(space.problem(changed)).toBeNull();
          }
          expect(copies.length).toBe(
            Math.max(losses, Math.min(members.length - 1, Math.floor((members.length + losses) * share))),
          );
        },
      ),
    );
  });

  it('looks at the population once in every stretch of steps, parts of an epoch being rounded', () => {
    expect([0, 1.9, 2, 3, 3.999999, 4].map((step) => generationAt(step, 2))).toEqual([0, 0, 1, 1, 2, 2]);
    expect(populationInterval(populationSpec(), 40)).toBe(4);
    expect(populationInterval(populationSpec(), 3)).toBe(1);
    expect(populationInterval(populationSpec({ everySteps: 0.5 }), 3)).toBe(0.5);
  });

  /**
   * The toy of the paper (section 4.1): 1.2 − θ₀² − θ₁² is to be made large by steps of gradient ascent on
   * 1.2 − h₀θ₀² − h₁θ₁², of which a worker sees only the one half: h is (1, 0) or (0, 1). No constant h gets there.
   */
  it('finds a course of params where the best constant ones fail, as the paper shows', () => {
    const halves = spaceOf({ half: { type: 'categorical', choices: ['first', 'second'] } });
    const value = ([a, b]: Weights): number => 1.2 - a * a - b * b;
    const trained = ([a, b]: Weights, half: unknown): Weights =>
      half === 'first' ? [a - 0.02 * a, b] : [a, b - 0.02 * b];
    const stretches = 50;
    const steps = 4;
    let members = ['first', 'second', 'first', 'second'].map((half, number) => ({
      number,
      half,
      weights: [0.9, 0.9] as Weights,
    }));
    const constant = ['first', 'second'].map((half) => {
      let weights: Weights = [0.9, 0.9];
      for (let step = 0; step < stretches * steps; step++) weights = trained(weights, half);
      return value(weights);
    });
    const asTrial = ({ number, half, weights }: (typeof members)[number]): Trial => ({
      ...trialOf(number, [value(weights)], 'paused'),
      params: { half },
    });
    const toy = {
      space: halves,
      spec: populationSpec({ share: 0.25, resample: 0.5 }),
      seed: 3,
      objective: { direction: 'maximise' as const },
    };
    for (let stretch = 1; stretch <= stretches; stretch++) {
      members = members.map((member) => {
        let { weights } = member;
        for (let step = 0; step < steps; step++) weights = trained(weights, member.half);
        return { ...member, weights };
      });
      for (const { replaces, from, params: changed } of nextGeneration(toy, stretch, members.map(asTrial))) {
        const source = members.find(({ number }) => number === from);
        members = members.map((member) =>
          member.number === replaces && source !== undefined
            ? { ...source, number: member.number + 4, half: String(changed['half']) }
            : member,
        );
      }
    }
    expect(Math.max(...constant)).toBeLessThan(0.4);
    expect(Math.max(...members.map(({ weights }) => value(weights)))).toBeGreaterThan(1);
  });
});

type Weights = readonly [number, number];

describe('trials of earlier sweeps', () => {
  it('come before the first, as far as their params are of the space', () => {
    const wider = spaceOf({
      lr: { type: 'float', low: 1e-4, high: 1, log: true },
      layers: { type: 'int', low: 1, high: 4 },
      dropout: { type: 'float', low: 0, high: 0.5, default: 0 },
    });
    const earlier = [
      finishedTrial(0, params, 0.5),
      finishedTrial(1, { ...params, lr: 7 }, 0.1),
      { ...trialOf(2, [1], 'failed'), params },
      finishedTrial(3, { ...params, lr: 0.1 }, 0.4),
    ];
    expect(earlierTrials(wider, earlier)).toMatchObject([
      { number: -2, origin: 'earlier', params: { lr: 0.01, layers: 2, dropout: 0 }, values: [0.5] },
      { number: -1, origin: 'earlier', params: { lr: 0.1, layers: 2, dropout: 0 }, values: [0.4] },
    ]);
  });
});
