import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LinearResult } from '#contract/result.ts';
import type { RunDetail, RunRow } from '#contract/run.ts';
import { attach } from '../../src-main/serve/attach.ts';
import { descent } from '../support/cli.ts';
import { startServe, temporaryDirectory } from '../support/serve-process.ts';
import { unzip } from '../support/unzip.ts';

let folder: ReturnType<typeof temporaryDirectory>;

beforeEach(() => {
  folder = temporaryDirectory();
});
afterEach(() => folder.remove());

describe('descent train and what one asks afterwards', () => {
  it('answers every command with results on stdout, words on stderr, and 0 on success', async () => {
    const trained = await descent(folder.path, 'train', 'iris', '--set', 'epochs=20', '--set', 'seed=7');
    expect(trained.code).toBe(0);
    expect(trained.stdout.trim().split('\n')).toHaveLength(1);
    expect(trained.json()).toMatchObject({ run: 1, state: 'complete' });
    const { metrics } = trained.json() as { metrics: Record<string, number> };
    expect(metrics['val/accuracy']).toBeGreaterThan(0.8);
    expect(trained.stderr).toContain('Run 1: iris');

    await descent(
      folder.path,
      'train',
      'iris',
      '--set',
      'optimizer.learningRate=0.001',
      '--set',
      'epochs=20',
    );

    const runs = await descent(folder.path, 'runs', '--json', '--sort', 'metric:val/loss', '--limit', '1');
    expect(JSON.parse(runs.stdout)).toMatchObject([{ id: 1 } satisfies Partial<RunRow>]);
    for (const [sort, near] of [
      ['metric:val/los', 'metric "val/los". Did you mean "val/loss"?'],
      ['param:optimizer.learningrate', 'Did you mean "optimizer.learningRate"?'],
    ] as const) {
      const refused = await descent(folder.path, 'runs', '--sort', sort, '--json');
      expect(refused.json()).toMatchObject({ error: { code: 'invalid_input' } });
      expect(refused.stderr).toContain(near);
    }
    const shown = JSON.parse((await descent(folder.path, 'show', '2', '--json')).stdout) as RunDetail;
    expect(shown.params).toMatchObject({ 'optimizer.learningRate': 0.001, epochs: 20, seed: 0 });

    const csv = await descent(folder.path, 'metrics', '1', '--key', 'batch/loss');
    const lines = csv.stdout.trim().split('\n');
    expect(lines[0]).toBe('step,time,value');
    expect(lines).toHaveLength(1 + 160);
    const json = await descent(folder.path, 'metrics', '1', '--key', 'batch/loss', '--json');
    const points = JSON.parse(json.stdout) as { step: number; value: number }[];
    expect(points.map(({ step, value }) => `${step},${value}`)).toEqual(
      lines.slice(1).map((line) => line.replace(/,[^,]*,/, ',')),
    );

    const compared = JSON.parse((await descent(folder.path, 'compare', '1', '2', '--json')).stdout) as {
      params: { path: string; differs: boolean }[];
    };
    expect(compared.params.filter(({ differs }) => differs).map(({ path }) => path)).toEqual([
      'optimizer.learningRate',
      'seed',
    ]);
    const groups = await descent(folder.path, 'compare', '1', '2', '--groups');
    expect(groups.stdout).toContain('with 1 and 1 run each nothing can be said about chance');
    const unknown = await descent(folder.path, 'compare', '1', '2', '--groups', '--method', 'studnet');
    expect(unknown.stderr).toContain('Did you mean student?');

    const values = '{"sepal_length_cm":5.1,"sepal_width_cm":3.5,"petal_length_cm":1.4,"petal_width_cm":0.2}';
    const predicted = await descent(folder.path, 'predict', '1', '--values', values, '--json');
    expect(predicted.json()).toMatchObject({ value: 'setosa', warnings: [] });

    const file = join(folder.path, 'iris.zip');
    const exported = await descent(folder.path, 'export', '1', '--to', file, '--json');
    expect(exported.json()).toEqual({ path: file, sizeBytes: statSync(file).size });
    expect(unzip(readFileSync(file)).get('metrics.csv')?.length).toBeGreaterThan(1000);
    const again = await descent(folder.path, 'export', '1', '--to', file);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('There is already a file')]);
    expect((await descent(folder.path, 'export', '1', '--to', file, '--force')).code).toBe(0);

    const deleted = await descent(folder.path, 'delete', '2', '--json');
    expect([deleted.code, deleted.json()]).toEqual([0, { moved: 1 }]);
    expect(JSON.parse((await descent(folder.path, 'runs', '--json')).stdout)).toHaveLength(1);

    const doctor = await descent(folder.path, 'doctor', '--json');
    expect([doctor.code, JSON.parse(doctor.stdout)]).toMatchObject([0, { ok: true }]);
  });

  it('asks for the inputs of a model by name, and answers nothing before it has one', async () => {
    expect((await descent(folder.path, 'train', 'iris', '--set', 'epochs=1')).code).toBe(0);
    const unasked = await descent(folder.path, 'predict', '1');
    expect([unasked.code, unasked.stdout]).toEqual([1, '']);
    expect(unasked.stderr).toContain('needs its inputs: sepal_length_cm (number), ');
    const [, example = ''] = /--values '(.*)'/.exec(unasked.stderr) ?? [];
    expect((await descent(folder.path, 'predict', '1', '--values', example)).code).toBe(0);
  });

  it('lets a language model go on from a prompt, as freely as it is told', async () => {
    const text = join(folder.path, 'text.txt');
    const spec = join(folder.path, 'text.json');
    writeFileSync(text, 'A cat sat on a mat. '.repeat(40));
    const document = {
      dataset: { source: { kind: 'file', path: text } },
      model: { kind: 'transformer', contextLength: 8, layers: 1, heads: 1, width: 8 },
      loss: { kind: 'crossEntropy' },
      optimizer: { kind: 'adam', learningRate: 0.01 },
      steps: 4,
      batchSize: 4,
    };
    writeFileSync(spec, JSON.stringify(document));
    expect((await descent(folder.path, 'train', spec)).code).toBe(0);
    const unasked = await descent(folder.path, 'predict', '1', '--tokens', '5');
    expect([unasked.code, unasked.stderr]).toEqual([1, expect.stringContaining('predict 1 --prompt')]);
    const options = [
      '--prompt',
      'A cat',
      '--tokens',
      '5',
      '--temperature',
      '0.5',
      '--top-k',
      '3',
      '--top-p',
      '0.9',
    ];
    const written = await descent(folder.path, 'predict', '1', ...options);
    expect(written.stdout).toMatch(/^A cat.{5}\n$/s);
    expect((await descent(folder.path, 'predict', '1', ...options)).stdout).toBe(written.stdout);
    const refused = await descent(folder.path, 'predict', '1', '--prompt', 'A', '--top-p', 'much');
    expect(refused.stderr).toContain('--top-p much has to be a number.');
  });

  it('gives of an autoencoder what it made of every column, and the error', async () => {
    const settings = [
      'model={"kind":"autoencoder","hidden":[],"latent":2}',
      'loss={"kind":"meanSquaredError"}',
    ];
    const change = settings.flatMap((setting) => ['--set', setting]);
    expect((await descent(folder.path, 'train', 'wine', ...change)).code).toBe(0);
    const { stdout } = await descent(folder.path, 'predict', '1', '--values', '{"alcohol":13}');
    expect(stdout).toMatch(/^column +given +reconstructed +difference\nalcohol +/);
    expect(stdout).toMatch(/\nerror [\d.]+, in the units in which the model sees the numbers/);
  });

  it('gives the closed form beside what was learned, and predicts', async () => {
    expect((await descent(folder.path, 'train', 'linear-regression')).code).toBe(0);
    const predicted = await descent(folder.path, 'predict', '1', '--values', '{"x1":0.5,"x2":1.5}', '--json');
    const { results } = JSON.parse((await descent(folder.path, 'show', '1', '--json')).stdout) as RunDetail;
    const { learned, closedForm, gap, reached, stepsNeeded } = results['linear'] as LinearResult;
    const [first = 0, second = 0] = learned;
    expect((predicted.json() as { value: number }).value).toBeCloseTo(0.5 * first + 1.5 * second, 6);
    const distances = learned.map((weight, index) => Math.abs(weight - (closedForm[index] ?? Number.NaN)));
    expect(gap).toBeCloseTo(Math.max(...distances), 12);
    expect([reached, Number(stepsNeeded) > 1000]).toEqual([false, true]);
  });

  it('proposes a spec for a file of data, says it in one line, and trains it', async () => {
    const file = join(folder.path, 'prices.csv');
    const rows = Array.from(
      { length: 60 },
      (_, row) => `${row % 7};${(row * 13) % 17};${row % 7 > 3 ? 'yes' : 'no'}`,
    );
    writeFileSync(file, ['a;b;big', ...rows].join('\n'));
    const trained = await descent(folder.path, 'train', file, '--target', 'b', '--set', 'epochs=2');
    expect(trained.json()).toMatchObject({ run: 1, state: 'complete' });
    const proposed = JSON.parse(/^Proposed: (.*)$/m.exec(trained.stderr)?.[1] ?? '') as object;
    const { spec } = JSON.parse((await descent(folder.path, 'show', '1', '--json')).stdout) as RunDetail;
    expect(spec).toEqual(proposed);
    expect(spec).toMatchObject({ dataset: { target: 'b' }, loss: { kind: 'meanSquaredError' }, epochs: 2 });
  });

  it('labels a run: tags, name and notes', async () => {
    await descent(folder.path, 'train', 'iris', '--set', 'epochs=1', '--set', 'tags=["old"]');
    expect((await descent(folder.path, 'tag', '1', 'a', 'b', 'a')).code).toBe(0);
    expect((await descent(folder.path, 'tag', '1', 'old', '--remove', '--json')).json()).toEqual({
      run: 1,
      tags: ['a', 'b'],
    });
    await descent(folder.path, 'rename', '1', 'the best one');
    await descent(folder.path, 'note', '1', 'first');
    await descent(folder.path, 'note', '1', 'second');
    const shown = JSON.parse((await descent(folder.path, 'show', '1', '--json')).stdout) as RunDetail;
    expect(shown).toMatchObject({ name: 'the best one', tags: ['a', 'b'], notes: 'first\n\nsecond' });
    expect((await descent(folder.path, 'note', '1', '', '--replace', '--json')).json()).toEqual({
      run: 1,
      notes: '',
    });
  });

  it('says what was noticed about the data', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, i) => `${i},${i % 4 === 0 ? '' : i % 2 === 0 ? 'even' : 'odd'}`,
    );
    const path = join(folder.path, 'holes.csv');
    writeFileSync(path, ['x,kind', ...rows].join('\n'));
    const trained = await descent(folder.path, 'train', path, '--set', 'epochs=2');
    expect(trained.code).toBe(0);
    expect(trained.stderr).toContain('Note: 10 rows without a value in "kind" are left out.');
  });

  it('describes data before anything was trained', async () => {
    const fresh = join(folder.path, 'nothing-yet');
    const described = await descent(fresh, 'dataset', 'iris', '--json');
    expect(JSON.parse(described.stdout)).toMatchObject({ name: 'iris.csv', rowCount: 150 });
  });

  it('names the samples with their specs', async () => {
    const samples = JSON.parse((await descent(folder.path, 'samples', '--json')).stdout) as {
      name: string;
    }[];
    expect(samples.map(({ name }) => name)).toContain('breast-cancer');
    expect(new Set(samples.map((sample) => Object.keys(sample).join()))).toEqual(
      new Set(['name,title,spec']),
    );
  });
});

describe('descent, asked for something that cannot be', () => {
  it.each([
    [['trian', 'iris'], 'Did you mean descent train?'],
    [['train', 'irsi'], 'Did you mean "iris"?'],
    [['train', 'iris', '--set', 'optimizer.learningrate=0.1'], 'did you mean "learningRate"?'],
    [
      ['train', 'iris', '--set', 'optimizer.learningRate=0'],
      'optimizer.learningRate: has to be above 0, not 0',
    ],
    [
      ['train', 'iris', '--set', 'optimizer.learningRate=-1'],
      'optimizer.learningRate: has to be above 0, not -1',
    ],
    [
      ['train', 'iris', '--set', 'optimizer.learningRate=NaN'],
      'optimizer.learningRate: has to be a number, not NaN',
    ],
    [['train', 'iris', '--set', 'version=2'], 'is newer than this Descent'],
    [['train', 'iris', '--set', 'batchSize=1000'], 'batch'],
    [['train', 'iris', '--set', 'dataset.target=tarjet'], 'Did you mean "target"?'],
    [['show', '12'], 'There is no run 12.'],
    [['metrics', '12', '--key', 'x'], 'There is no run 12.'],
    [['runs', '--sort', 'speed'], 'speed'],
    [['stop', '12'], 'Run 12 is not training'],
    [['help', 'trian'], 'Did you mean descent train?'],
    [['serve', '--port', 'x'], '--port x has to be a whole number'],
    [['predict', '1', '--values', '{'], '--values cannot be read as JSON'],
  ])('%j says what, where and what to do, and ends with 1', async (args, words) => {
    const result = await descent(folder.path, ...args);
    expect([result.code, result.stdout]).toEqual([1, '']);
    expect(result.stderr).toContain(words);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    const left = existsSync(join(folder.path, 'descent.db'))
      ? await descent(folder.path, 'runs', '--json')
      : null;
    expect(left === null ? [] : JSON.parse(left.stdout)).toEqual([]);
  });

  it.each(['runs', 'doctor', 'show 1', 'metrics 1', 'compare 1 2', 'predict 1', 'delete 1', 'resume 1'])(
    'does not make a data directory that is not there for "%s"',
    async (command) => {
      const missing = join(folder.path, 'missing');
      const result = await descent(missing, ...command.split(' '));
      expect([result.code, existsSync(missing)]).toEqual([1, false]);
      expect(result.stdout + result.stderr).toContain(missing);
    },
  );

  it('says it in JSON too where JSON was asked for', async () => {
    const result = await descent(folder.path, 'show', '12', '--json');
    expect(result.code).toBe(1);
    expect(result.json()).toEqual({
      error: { code: 'not_found', message: 'There is no run 12.', details: { run: 12 } },
    });
  });

  it('ends a training that diverges with its last line and 1', async () => {
    const result = await descent(
      folder.path,
      'train',
      'linear-regression',
      '--set',
      'optimizer.learningRate=50',
    );
    expect(result.code).toBe(1);
    expect(result.json()).toMatchObject({ run: 1, state: 'failed' });
    expect(result.stderr).toMatch(/diverged at step \d+.*Try a lower learning rate, such as \d/);
  });
});

describe('descent serve', () => {
  it('prints its address first, keeps the token to its user, and ends cleanly when asked', async () => {
    const serve = await startServe(folder.path);
    const { address } = serve;
    expect(Object.keys(address)).toEqual(['url', 'token', 'pid', 'dataDir', 'version']);
    expect(address.dataDir).toBe(folder.path);
    expect(address.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    expect(Buffer.from(address.token, 'base64url').length).toBeGreaterThanOrEqual(16);
    expect(statSync(join(folder.path, 'owner.json')).mode & 0o077).toBe(0);
    expect(readFileSync(`/proc/${address.pid}/cmdline`, 'utf8')).not.toContain(address.token);
    expect(await serve.stop()).toBe(0);
    expect(existsSync(join(folder.path, 'owner.json'))).toBe(false);
  });

  it('started again on the same data gives the address of the first', async () => {
    const first = await startServe(folder.path);
    const second = await descent(folder.path, 'serve', '--json', '--no-open');
    expect([second.code, second.json()]).toEqual([0, first.address]);
    const third = await descent(folder.path, 'serve', '--no-open');
    expect(third.stderr).toContain('running on this data already');
    expect(third.stderr).not.toMatch(/opened|Ctrl\+C/);
    expect(await first.stop()).toBe(0);
  });

  it('trains what the command line asks for while it owns the data', async () => {
    const serve = await startServe(folder.path);
    const trained = await descent(folder.path, 'train', 'iris', '--set', 'epochs=5');
    expect(trained.json()).toMatchObject({ run: 1, state: 'complete' });
    const client = await attach(serve.address);
    expect((await client.call('runs.show', { run: 1 })).state).toBe('complete');
    client.close();
    await serve.stop();
  });

  it('stops and resumes a run from another process', async () => {
    const serve = await startServe(folder.path);
    const client = await attach(serve.address);
    const spec = (await client.call('samples.list', {})).find(({ name }) => name === 'iris')?.spec;
    if (spec === undefined) throw new Error('no sample named iris');
    const { run } = await client.call('runs.start', { spec: { ...spec, epochs: undefined, steps: 30_000 } });
    const stopped = await descent(folder.path, 'stop', String(run), '--json');
    expect([stopped.code, stopped.json()]).toEqual([0, { run, state: 'stopped' }]);
    const resumed = await descent(folder.path, 'resume', String(run));
    expect([resumed.code, resumed.json()]).toMatchObject([0, { run, state: 'complete' }]);
    client.close();
    await serve.stop();
  });

  it('checkpoints and marks what is in progress when it ends', async () => {
    const serve = await startServe(folder.path);
    const client = await attach(serve.address);
    const samples = await client.call('samples.list', {});
    const spec = samples.find(({ name }) => name === 'iris')?.spec;
    if (spec === undefined) throw new Error('no sample named iris');
    const { run } = await client.call('runs.start', { spec: { ...spec, epochs: 100_000 } });
    await expect
      .poll(async () => (await client.call('runs.show', { run })).metrics['batch/loss']?.count ?? 0)
      .toBeGreaterThan(100);
    client.close();
    expect(await serve.stop()).toBe(0);
    const shown = JSON.parse((await descent(folder.path, 'show', '1', '--json')).stdout) as RunDetail;
    expect(shown.state).toBe('interrupted');
    expect(shown.checkpoints.at(-1)?.step).toBe(shown.metrics['batch/loss']?.lastStep);
  });
});
