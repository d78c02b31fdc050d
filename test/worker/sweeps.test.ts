import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SweepSpecInput } from '#contract/sweep/sweep.ts';
import { openTestCore, type TestCore } from '../support/core.ts';
import { temporaryDirectory } from '../support/serve-process.ts';
import { essence, startSweep, sweepEnded, untilSweep } from '../support/sweeps.ts';
import { temporaryFiles } from '../support/temporary-files.ts';
import { sampleSpec } from '../support/training.ts';

let folder: ReturnType<typeof temporaryDirectory>;
let files: ReturnType<typeof temporaryFiles>;
let test: TestCore;
beforeEach(() => {
  folder = temporaryDirectory();
  files = temporaryFiles();
  test = openTestCore(folder.path);
});
afterEach(async () => {
  await test.close();
  folder.remove();
  files.remove();
});

const space: SweepSpecInput['space'] = {
  x: { type: 'float', low: -1, high: 1 },
  k: { type: 'categorical', choices: ['a', 'b'] },
};

/** A sweep of a program of Node's, which gets `x` and `k` as its arguments. */
function program(source: string, more: Partial<SweepSpecInput> = {}): SweepSpecInput {
  const path = files.write(
    'program.mjs',
    `const [x, k] = [Number(process.argv[2]), process.argv[3]];\n${source}`,
  );
  return {
    name: 'program',
    sampler: 'random',
    seed: 4,
    trials: 6,
    workers: 2,
    objective: { metric: 'score', direction: 'minimise' },
    command: { argv: [process.execPath, path, '{x}', '{k}'], cwd: files.folder },
    space,
    ...more,
  };
}

const irisSweep: SweepSpecInput = {
  name: 'iris',
  sampler: 'random',
  seed: 2,
  trials: 4,
  workers: 2,
  objective: { metric: 'val/loss' },
  training: { ...sampleSpec('iris'), epochs: 5 },
  space: {
    'optimizer.learningRate': { type: 'float', low: 1e-3, high: 1, log: true },
    batchSize: { type: 'int', low: 8, high: 32 },
  },
};

describe('a sweep of a command', () => {
  it('runs every trial once, reads its figures and finds the best', async () => {
    const sweep = await startSweep(
      test.client,
      program('for (const step of [1, 2]) console.log(JSON.stringify({ score: x * x + step / 100, step }));'),
    );
    const detail = await sweepEnded(test.client, sweep);
    expect(detail).toMatchObject({ state: 'complete', kind: 'command', trials: { complete: 6, failed: 0 } });
    for (const { params, values, state, attempts } of detail.trialRows) {
      expect({ state, attempts, value: values?.[0] }).toEqual({
        state: 'complete',
        attempts: 0,
        value: Number(params['x']) ** 2 + 0.01,
      });
    }
    expect(detail.best?.value).toBe(Math.min(...detail.trialRows.map(({ values }) => values?.[0] ?? NaN)));
    const curves = await test.client.call('sweeps.curves', { sweep });
    expect([...curves.trials]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...curves.counts]).toEqual([2, 2, 2, 2, 2, 2]);
  });

  it('tells why a trial failed, with the last lines, and goes on', async () => {
    const source = `if (k === 'a') { console.error('no such thing: a'); process.exit(7); } console.log('{"score": 1}');`;
    const detail = await sweepEnded(test.client, await startSweep(test.client, program(source)));
    const failed = detail.trialRows.filter(({ params }) => params['k'] === 'a');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.map(({ state, exitCode }) => [state, exitCode])).toEqual(failed.map(() => ['failed', 7]));
    expect(failed[0]?.reason?.message).toContain('no such thing: a');
    expect(detail.state).toBe('complete');
    const { text } = await test.client.call('sweeps.trialOutput', {
      sweep: detail.id,
      trial: failed[0]?.number ?? 0,
    });
    expect(text).toBe('no such thing: a\n');
  });

  it('marks a trial that tells nothing, or no number, as failed', async () => {
    const source = `if (k === 'a') console.log('{"other": 1}'); else console.log('{"score": NaN}');`;
    const detail = await sweepEnded(test.client, await startSweep(test.client, program(source)));
    const reasons = new Map(detail.trialRows.map(({ params, reason }) => [params['k'], reason]));
    expect(reasons.get('a')?.message).toContain('without telling score; it told other');
    expect(reasons.get('b')).toMatchObject({ code: 'diverged' });
  });

  it('is ended with an explanation when everything fails alike', async () => {
    const spec = program('console.error(`bad ${x}`); process.exit(1);', { trials: 40, workers: 1 });
    const detail = await sweepEnded(test.client, await startSweep(test.client, spec));
    expect(detail).toMatchObject({ state: 'failed', trials: { failed: 5, waiting: 0 } });
    expect(detail.reason?.message).toContain('5 trials failed alike');
  });

  it('repeats the best few with other seeds until their order is certain, and not for ever', async () => {
    // Two that differ by less than their noise, and two that are far behind.
    const source = `const noise = [0.3, -0.2, 0.25, -0.3, 0.1, 0][Number(process.env.DESCENT_SEED)] ?? 0;
      console.log(JSON.stringify({ score: Math.round(x * 2) + noise / 10 }));`;
    const spec = program(source, { trials: 4, repeat: { best: 2, most: 4 } });
    const detail = await sweepEnded(test.client, await startSweep(test.client, spec));
    const repeats = detail.trialRows.filter(({ origin }) => origin === 'repeat');
    expect(repeats.length).toBeGreaterThan(0);
    expect(repeats.length).toBeLessThanOrEqual(6);
    for (const { repeats: of, params } of repeats) {
      expect(params).toEqual(detail.trialRows[of ?? -1]?.params);
    }
    expect(detail.repeated.map(({ values }) => values.length)).toEqual(
      detail.repeated.map(({ trial }) => 1 + repeats.filter(({ repeats: of }) => of === trial).length),
    );
    // Another seed each, so that values differ.
    for (const { values } of detail.repeated) expect(new Set(values).size).toBe(values.length);
  });

  it('knows from its start what earlier sweeps for the same metric reached', async () => {
    const source = 'console.log(JSON.stringify({ score: x * x }));';
    const first = await sweepEnded(
      test.client,
      await startSweep(test.client, program(source, { trials: 20 })),
    );
    const tpe = { sampler: { kind: 'tpe', startupTrials: 10 }, trials: 3, workers: 1 };
    const cold = await sweepEnded(test.client, await startSweep(test.client, program(source, tpe)));
    const warm = await sweepEnded(
      test.client,
      await startSweep(test.client, program(source, { ...tpe, earlier: [first.id] })),
    );
    // The first ones of a search that knows nothing are drawn by chance.
    expect(cold.trialRows[0]?.why?.said?.code).not.toBe(warm.trialRows[0]?.why?.said?.code);
    expect(warm.trialRows).toHaveLength(3);
    const other = program(source, {
      earlier: [first.id],
      objective: { metric: 'other', direction: 'minimise' },
    });
    await expect(startSweep(test.client, other)).rejects.toThrow('cannot be compared');
  });

  it('for several goals tells the trials that none is better than in all of them', async () => {
    const source = 'console.log(JSON.stringify({ near: Math.abs(x), far: -x }));';
    const { objective, ...spec } = program(source, { trials: 8 });
    void objective;
    const objectives = [
      { metric: 'near', direction: 'minimise' as const },
      { metric: 'far', direction: 'minimise' as const },
    ];
    const { front, trialRows } = await sweepEnded(
      test.client,
      await startSweep(test.client, { ...spec, objectives }),
    );
    const isBeaten = (number: number): boolean => {
      const [near = 0, far = 0] = trialRows[number]?.values ?? [];
      return trialRows.some(({ values }) => (values?.[0] ?? 9) < near && (values?.[1] ?? 9) < far);
    };
    expect([...front].sort((a, b) => a - b)).toEqual(
      trialRows.map(({ number }) => number).filter((number) => !isBeaten(number)),
    );
  });

  it('tells which params mattered', async () => {
    const source = 'console.log(JSON.stringify({ score: x * x }));';
    const sweep = await startSweep(test.client, program(source, { trials: 16 }));
    expect(await test.client.call('sweeps.importance', { sweep })).toMatchObject({ overall: null });
    await sweepEnded(test.client, sweep);
    const { trials, overall, amongBest } = await test.client.call('sweeps.importance', { sweep });
    expect(trials).toBe(16);
    expect(overall?.params[0]).toMatchObject({ param: 'x' });
    expect(overall?.params[0]?.share).toBeGreaterThan(0.5);
    expect(amongBest?.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('can be paused and goes on with the same trials', async () => {
    const source = `setTimeout(() => console.log(JSON.stringify({ score: x })), 150);`;
    const whole = await sweepEnded(test.client, await startSweep(test.client, program(source)));
    const sweep = await startSweep(test.client, program(source));
    await untilSweep(test.client, sweep, ({ trials }) => trials.complete >= 2);
    await test.client.call('sweeps.pause', { sweep });
    const paused = await test.client.call('sweeps.show', { sweep });
    expect(paused).toMatchObject({ state: 'paused', trials: { running: 0, failed: 0 } });
    await test.client.call('sweeps.resume', { sweep });
    expect(essence(await sweepEnded(test.client, sweep))).toEqual(essence(whole));
  });

  it('takes a trial by hand, more trials, and one that is tried again', async () => {
    const flag = join(files.folder, 'flag');
    const source = `import { existsSync } from 'node:fs'; if (k === 'a' && !existsSync(${JSON.stringify(flag)})) process.exit(1); console.log(JSON.stringify({ score: x }));`;
    const sweep = await startSweep(test.client, program(source));
    const first = await sweepEnded(test.client, sweep);
    const failed = first.trialRows.find(({ state }) => state === 'failed')?.number ?? -1;
    files.write('flag', '');
    await test.client.call('sweeps.retryTrial', { sweep, trial: failed });
    await sweepEnded(test.client, sweep);
    await test.client.call('sweeps.extend', { sweep, trials: 2 });
    await sweepEnded(test.client, sweep);
    await expect(
      test.client.call('sweeps.addTrial', { sweep, params: { x: 5, k: 'a' } }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    await test.client.call('sweeps.addTrial', { sweep, params: { x: -1, k: 'a' } });
    const detail = await sweepEnded(test.client, sweep);
    expect(detail.trialRows[failed]).toMatchObject({ state: 'complete', attempts: 1 });
    expect(detail.trialRows.at(-1)).toMatchObject({ origin: 'hand', values: [-1] });
    expect(detail.trialRows.length).toBe(9);
    expect(detail.best?.value).toBe(-1);
    await test.client.call('sweeps.excludeTrial', { sweep, trial: 8, excluded: true });
    expect((await test.client.call('sweeps.show', { sweep })).best?.trial).not.toBe(8);
  });

  it('searches another space from the next trial on, and keeps what it knows', async () => {
    const source = 'console.log(JSON.stringify({ score: x }));';
    const sweep = await startSweep(test.client, program(source));
    await sweepEnded(test.client, sweep);
    const narrow = {
      x: { type: 'float' as const, low: -1, high: -0.9 },
      k: { type: 'fixed' as const, value: 'b' },
    };
    await test.client.call('sweeps.changeSpace', { sweep, space: narrow });
    await test.client.call('sweeps.extend', { sweep, trials: 4 });
    const { trialRows } = await sweepEnded(test.client, sweep);
    expect(trialRows).toHaveLength(10);
    for (const { params } of trialRows.slice(6)) {
      expect(params['k']).toBe('b');
      expect(params['x']).toBeLessThanOrEqual(-0.9);
    }
    const wrong = { x: { type: 'float' as const, low: 1, high: -1 } };
    await expect(test.client.call('sweeps.changeSpace', { sweep, space: wrong })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('ends when its time is used up', async () => {
    const spec = program('setInterval(() => {}, 1000);', {
      trials: 100,
      budget: { seconds: 0.5 },
      workers: 1,
    });
    const detail = await sweepEnded(test.client, await startSweep(test.client, spec));
    expect(detail).toMatchObject({ state: 'complete', trials: { pruned: 1, running: 0 } });
    expect(detail.reason?.said?.code).toBe('sweep.timeUsedUp');
  });

  it('is not begun before its arguments were confirmed', async () => {
    const canary = join(files.folder, 'canary');
    const spec = program(
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(canary)}, '');`,
    );
    for (const confirmed of [undefined, [], ['node', 'other.mjs']]) {
      const given = confirmed === undefined ? { spec } : { spec, confirmed };
      await expect(test.client.call('sweeps.start', given)).rejects.toMatchObject({ code: 'invalid_input' });
    }
    expect(await test.client.call('sweeps.list', {})).toEqual([]);
    expect(existsSync(canary)).toBe(false);
  });

  it('may write its figures to a file of its trial’s folder, and read its params from one', async () => {
    const path = files.write(
      'file.mjs',
      `import { readFileSync, appendFileSync } from 'node:fs';
       const { x } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
       for (const step of [1, 2, 3]) appendFileSync(process.env.DESCENT_FOLDER + '/metrics.jsonl', JSON.stringify({ score: x, step }) + '\\n');`,
    );
    const spec = {
      ...program(''),
      command: {
        argv: [process.execPath, path, '{params}'],
        cwd: files.folder,
        metrics: { kind: 'file' as const },
      },
    };
    const detail = await sweepEnded(test.client, await startSweep(test.client, spec));
    expect(
      detail.trialRows.map(({ values, params, last }) => [values?.[0], last?.step, params['x']]),
    ).toEqual(detail.trialRows.map(({ params }) => [params['x'], 3, params['x']]));
    const stored = join(folder.path, 'sweeps', String(detail.id), '0', 'params.json');
    expect(JSON.parse(readFileSync(stored, 'utf8'))).toEqual(detail.trialRows[0]?.params);
  });
});

describe('a sweep of trainings', () => {
  it('gives every trial a run with its params, and takes its figures from it', async () => {
    const detail = await sweepEnded(test.client, await startSweep(test.client, irisSweep));
    expect(detail).toMatchObject({ state: 'complete', kind: 'training', trials: { complete: 4 } });
    for (const { run, params, values, last } of detail.trialRows) {
      const shown = await test.show(run ?? 0);
      expect(shown.spec.optimizer).toMatchObject({ learningRate: params['optimizer.learningRate'] });
      expect(shown.spec.batchSize).toBe(params['batchSize']);
      expect(values).toEqual([shown.metrics['val/loss']?.min]);
      // Epochs, whatever the size of a batch.
      expect(last?.step).toBe(5);
    }
  });

  it('can be paused and goes on from checkpoints, as if nothing had been', async () => {
    const long = { ...irisSweep, training: { ...sampleSpec('iris'), epochs: 60 } };
    const whole = await sweepEnded(test.client, await startSweep(test.client, long));
    const sweep = await startSweep(test.client, long);
    await untilSweep(test.client, sweep, ({ trialRows }) =>
      trialRows.some(({ last }) => last !== null && last.step > 5),
    );
    await test.client.call('sweeps.pause', { sweep });
    await test.client.call('sweeps.resume', { sweep });
    const detail = await sweepEnded(test.client, sweep);
    expect(essence(detail)).toEqual(essence(whole));
    expect(new Set(detail.trialRows.map(({ run }) => run)).size).toBe(4);
  });

  it('refuses a path that is no setting, with the nearest one, and values that a setting cannot have', async () => {
    const check = async (spec: SweepSpecInput) =>
      (await test.client.call('sweeps.check', { spec })).issues[0];
    const learningRat = { 'optimizer.learningRat': { type: 'float' as const, low: 0.1, high: 1 } };
    expect(await check({ ...irisSweep, space: learningRat })).toMatchObject({
      path: 'space.optimizer.learningRat',
      suggestion: 'learningRate',
    });
    const batch = { batchSize: { type: 'int' as const, low: 0, high: 4 } };
    expect(await check({ ...irisSweep, space: batch })).toMatchObject({ path: 'space.batchSize' });
    expect(await check(irisSweep)).toBeUndefined();
  });
});
