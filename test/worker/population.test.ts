import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SweepDetail } from '#contract/sweep/sweep-view.ts';
import type { SweepSpecInput } from '#contract/sweep/sweep.ts';
import { openTestCore, type TestCore } from '../support/core.ts';
import { temporaryDirectory } from '../support/serve-process.ts';
import { essence, startSweep, sweepEnded, untilSweep } from '../support/sweeps.ts';
import { forSteps, sampleSpec } from '../support/training.ts';

let folder: ReturnType<typeof temporaryDirectory>;
let test: TestCore;
beforeEach(() => {
  folder = temporaryDirectory();
  test = openTestCore(folder.path);
});
afterEach(async () => {
  await test.close();
  folder.remove();
});

const population: SweepSpecInput = {
  name: 'population',
  sampler: { kind: 'pbt', everySteps: 2 },
  seed: 3,
  trials: 4,
  workers: 2,
  objective: { metric: 'val/loss' },
  training: { ...sampleSpec('iris'), epochs: 8 },
  space: {
    'optimizer.learningRate': { type: 'float', low: 1e-4, high: 1, log: true },
    batchSize: { type: 'int', low: 8, high: 32 },
  },
};
const copiesOf = ({ trialRows }: SweepDetail) => trialRows.filter(({ copy }) => copy !== null);

describe('a sweep of a population', () => {
  it('lets copies of the best go on from their checkpoints in the place of the worst', async () => {
    const detail = await sweepEnded(test.client, await startSweep(test.client, population));
    expect(detail.state).toBe('complete');
    const copies = copiesOf(detail);
    // One of four, at epochs 2, 4 and 6.
    expect(copies.map(({ copy, origin }) => [copy?.step, origin])).toEqual([
      [2, 'population'],
      [4, 'population'],
      [6, 'population'],
    ]);
    expect(detail.trials).toMatchObject({ planned: 4, complete: 4, pruned: 3, failed: 0 });
    for (const { copy, run, params } of copies) {
      const source = detail.trialRows[copy?.from ?? -1];
      expect(detail.trialRows[copy?.replaces ?? -1]).toMatchObject({
        state: 'pruned',
        last: { step: copy?.step },
      });
      const shown = await test.show(run ?? 0);
      expect(shown.parentRunId).toBe(source?.run);
      expect(shown.spec.optimizer).toMatchObject({ learningRate: params['optimizer.learningRate'] });
      expect(params).not.toEqual(source?.params);
    }
    const curves = await test.client.call('sweeps.curves', { sweep: detail.id });
    // A copy has what its source told up to it, at the very same epochs whatever its batches.
    for (const { state, last } of detail.trialRows) expect(state === 'complete' ? last?.step : 8).toBe(8);
    expect([...new Set(curves.steps)].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('comes out the same however many work at once, and whenever it was paused', async () => {
    const short = { ...population, sampler: { kind: 'pbt' as const, everySteps: 4 } };
    const whole = await sweepEnded(test.client, await startSweep(test.client, short));
    const alone = await sweepEnded(test.client, await startSweep(test.client, { ...short, workers: 1 }));
    expect(essence(alone)).toEqual(essence(whole));
    const sweep = await startSweep(test.client, short);
    await untilSweep(test.client, sweep, (detail) => copiesOf(detail).length > 0);
    await test.client.call('sweeps.pause', { sweep });
    await test.client.call('sweeps.resume', { sweep });
    const cut = await sweepEnded(test.client, sweep);
    expect(essence(cut)).toEqual(essence(whole));
    expect(copiesOf(cut).map(({ copy }) => copy)).toEqual(copiesOf(whole).map(({ copy }) => copy));
  });

  it('puts a copy in the place of a trial that diverged', async () => {
    const training = forSteps('linear-regression', 200);
    const spec = {
      ...population,
      training: { ...training, optimizer: { kind: 'sgd' as const, learningRate: 0.01 } },
      objective: { metric: 'train/loss' },
      sampler: { kind: 'pbt' as const, everySteps: 50 },
      // A regression by this rate is beyond all numbers after a few steps.
      space: { 'optimizer.learningRate': { type: 'float' as const, low: 1e-3, high: 50, log: true } },
    };
    const detail = await sweepEnded(test.client, await startSweep(test.client, spec));
    const failed = detail.trialRows.filter(({ state }) => state === 'failed').map(({ number }) => number);
    const replaced = copiesOf(detail).map(({ copy }) => copy?.replaces ?? -1);
    expect(failed.length).toBeGreaterThan(0);
    expect(
      failed.filter(
        (number) => (detail.trialRows[number]?.last?.step ?? 0) < 150 && !replaced.includes(number),
      ),
    ).toEqual([]);
    expect(detail.trials.complete).toBeGreaterThan(0);
  });

  it('is refused where nothing would come of it, with what to do', async () => {
    const check = async (spec: SweepSpecInput) =>
      (await test.client.call('sweeps.check', { spec })).issues.map(({ path, said }) => [path, said?.code]);
    const { training, space, ...bare } = population;
    void training;
    expect(
      await check({ ...bare, space: { x: { type: 'float', low: 0, high: 1 } }, command: { argv: ['true'] } }),
    ).toEqual([['sampler.kind', 'sweep.populationCommand']]);
    expect(await check({ ...population, pruner: 'median' })).toEqual([['pruner', 'sweep.populationPrunes']]);
    expect(await check({ ...population, repeat: {} })).toEqual([['repeat', 'sweep.populationRepeats']]);
    expect(await check({ ...population, trials: 3 })).toEqual([['trials', 'sweep.populationSmall']]);
    expect(await check({ ...population, sampler: { kind: 'pbt', everySteps: 8 } })).toEqual([
      ['sampler.everySteps', 'sweep.populationNeverLooks'],
    ]);
    expect(await check({ ...population, space: { seed: { type: 'int', low: 0, high: 9 } } })).toEqual([
      ['space', 'sweep.populationFixed'],
    ]);
    expect(await check(population)).toEqual([]);
    void space;
  });
});
