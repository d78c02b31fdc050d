import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunDetail } from '#contract/run.ts';
import { descent } from '../support/cli.ts';
import { temporaryDirectory } from '../support/serve-process.ts';

let folder: ReturnType<typeof temporaryDirectory>;

beforeEach(() => {
  folder = temporaryDirectory();
});
afterEach(() => folder.remove());

const slow = ['train', 'digits-mlp', '--set', 'optimizer.learningRate=0.000003', '--set', 'epochs=6'];

describe('what the training doctor finds', () => {
  it('is said while a run trains, and shown afterwards', async () => {
    const trained = await descent(folder.path, ...slow);
    expect(trained.code).toBe(0);
    expect(trained.stderr).toMatch(
      /^Doctor: The learning rate is too low: .* Raise the learning rate, for example to 0\.0003;/m,
    );
    const shown = JSON.parse((await descent(folder.path, 'show', '1', '--json')).stdout) as RunDetail;
    expect(shown.findings).toMatchObject([
      {
        rule: 'rateTooLow',
        severity: 'warning',
        goneAt: null,
        found: { said: { code: 'doctor.rateTooLow' } },
        fix: { by: 'branch', changes: { 'optimizer.learningRate': 0.0003 } },
      },
    ]);
    const [finding] = shown.findings;
    const told = (await descent(folder.path, 'show', '1')).stdout;
    expect(told).toContain(`step ${finding?.step}`);
    expect(told).toContain(finding?.advice.message);
  });

  it('is nothing where nobody looks', async () => {
    const trained = await descent(folder.path, ...slow, '--set', 'doctor=off');
    expect(trained.stderr).not.toContain('Doctor:');
    const shown = JSON.parse((await descent(folder.path, 'show', '1', '--json')).stdout) as RunDetail;
    expect(shown.findings).toEqual([]);
  });
});
