import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Estimate, EstimateResult, SpecProbe, Usage } from '#contract/estimate.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { RunDetail } from '#contract/run.ts';
import { descent } from '../support/cli.ts';
import { temporaryDirectory } from '../support/serve-process.ts';

let folder: ReturnType<typeof temporaryDirectory>;

beforeEach(() => {
  folder = temporaryDirectory();
});
afterEach(() => folder.remove());

describe('descent plan', () => {
  it('tries some steps out and says what the whole will need, without leaving a run', async () => {
    const planned = await descent(folder.path, 'plan', 'iris', '--set', 'epochs=5000', '--json');
    expect(planned.code).toBe(0);
    const { plan, probe, estimate } = JSON.parse(planned.stdout) as {
      plan: SpecPlan;
      probe: SpecProbe;
      estimate: Estimate;
    };
    expect(plan).toMatchObject({ parameterCount: 15, stepsPerEpoch: 8, totalSteps: 40_000 });
    expect(probe.steps).toBeLessThanOrEqual(400);
    expect(estimate.seconds).toBeGreaterThan(probe.stepsMs / 1000);
    expect(estimate.memoryBytes).toBeGreaterThan(probe.peakMemoryBytes);
    expect(estimate.diskBytes).toBeGreaterThan(40_000 * 9);
    expect((await descent(folder.path, 'runs', '--json')).json()).toEqual([]);
  });

  it('says the same in words', async () => {
    const { stdout } = await descent(folder.path, 'plan', 'iris');
    expect(stdout).toMatch(/parameters +15\n/);
    expect(stdout).toMatch(/time +about .* steps a second\n/);
    expect(stdout).toMatch(/memory +about \d+ MB, .* are free\n/);
  });

  it('says which budget will end it first, and what brings the two together', async () => {
    const settings = ['--set', 'epochs=50', '--set', 'budget={"epochs":20,"steps":200,"seconds":86400}'];
    const { stdout } = await descent(folder.path, 'plan', 'iris', ...settings);
    expect(stdout).toMatch(/budget +epochs ends it after about step 160, of 400: 20 of the 50 that it needs/);
    expect(stdout).toContain(`--set 'epochs=20'`);
    expect(stdout).toContain(`--set 'budget.epochs=50'`);
    const small = ['--set', 'budget.memoryBytes=1000000', '--json'];
    const planned = await descent(folder.path, 'plan', 'iris', ...small);
    expect(JSON.parse(planned.stdout)).toMatchObject({ budget: { limit: 'memoryBytes', step: 1 } });
  });

  it('refuses what the training would refuse', async () => {
    const refused = await descent(folder.path, 'plan', 'iris', '--set', 'batchSize=1000');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('The batch size 1000 is larger than the 120 training rows');
  });

  it('leaves with a run what was expected of it, and what it took', async () => {
    await descent(folder.path, 'train', 'iris', '--set', 'epochs=5');
    const { results } = JSON.parse((await descent(folder.path, 'show', '1', '--json')).stdout) as RunDetail;
    // Both written by the core; see contract/estimate.ts.
    const expected = results['estimate'] as EstimateResult;
    const taken = results['usage'] as Usage;
    expect(expected).toMatchObject({ probed: false, seconds: null });
    expect(expected.memoryBytes).toBeGreaterThan(0);
    expect(taken).toMatchObject({ steps: 40, evaluations: 5 });
    expect(taken.peakMemoryBytes).toBeGreaterThan(0);
  });
});
