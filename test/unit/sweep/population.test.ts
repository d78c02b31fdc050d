import { describe, expect, it } from 'vitest';
import { parse } from '#contract/parse.ts';
import { populationSpecSchema } from '#contract/sweep.ts';
import { exploit, isPopulationStep } from '../../../src-main/sweep/population.ts';
import { earlierTrials } from '../../../src-main/sweep/warm-start.ts';
import { spaceOf } from '../../support/search-space.ts';
import { finishedTrial, trialOf } from '../../support/trials.ts';

const space = spaceOf({
  lr: { type: 'float', low: 1e-4, high: 1, log: true },
  layers: { type: 'int', low: 1, high: 4 },
  opt: { type: 'categorical', choices: ['adam', 'sgd'] },
});
const spec = parse(populationSpecSchema, { everySteps: 2, resample: 0 }, 'The population');
const input = { space, spec, seed: 1, objective: { direction: 'minimise' as const } };
const params = { lr: 0.01, layers: 2, opt: 'adam' };
const population = [4, 1, 2, 3].map((value, number) => trialOf(number, [9, value], 'running', params));

describe('population-based training', () => {
  it('lets the worst go on from one of the best, with params a little changed', () => {
    const [worst] = population;
    const taken = worst === undefined ? null : exploit(input, worst, population);
    expect(taken).toMatchObject({ from: 1, step: 2, params: { opt: 'adam' } });
    expect([0.012, 0.01 / 1.2].some((lr) => Math.abs(lr - Number(taken?.params['lr'])) < 1e-9)).toBe(true);
    expect([1, 3]).toContain(taken?.params['layers']);
    expect(worst === undefined ? null : exploit(input, worst, population)).toEqual(taken);
  });

  it('leaves all others as they are', () => {
    for (const trial of population.slice(1)) expect(exploit(input, trial, population)).toBeNull();
  });

  it('compares with those alone that have come as far', () => {
    const [worst] = population;
    const behind = population.slice(1).map((trial) => ({ ...trial, reports: trial.reports.slice(0, 1) }));
    expect(worst === undefined ? null : exploit(input, worst, behind)).toBeNull();
  });

  it('looks at the population once in every stretch of steps', () => {
    const steps = [1, 2, 3, 4].map((count) =>
      isPopulationStep(trialOf(0, new Array<number>(count).fill(0)), spec),
    );
    expect(steps).toEqual([false, true, false, true]);
  });
});

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
