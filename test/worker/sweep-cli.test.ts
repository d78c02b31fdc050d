import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { descent } from '../support/cli.ts';
import { temporaryDirectory } from '../support/serve-process.ts';
import { temporaryFiles } from '../support/temporary-files.ts';

const bin = resolve(import.meta.dirname, '../../src-main/bin.mjs');

let folder: ReturnType<typeof temporaryDirectory>;
let files: ReturnType<typeof temporaryFiles>;
beforeEach(() => {
  folder = temporaryDirectory();
  files = temporaryFiles();
});
afterEach(() => {
  folder.remove();
  files.remove();
});

const demo = {
  name: 'demo',
  sampler: 'tpe',
  seed: 1,
  trials: 12,
  workers: 2,
  objective: { metric: 'score', direction: 'minimise' },
  command: { argv: ['python3', 'train.py', '--lr', '{lr}'] },
  space: {
    lr: { type: 'float', low: 1e-4, high: 1, log: true },
    layers: { type: 'int', low: 1, high: 8 },
    opt: { type: 'categorical', choices: ['adam', 'sgd'] },
  },
};

/** A script that needs nothing but Python: it reads its params in two ways and tells its score step by step. */
const python = `
import argparse, json, math, os
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float)
lr = parser.parse_args().lr
params = json.loads(os.environ["DESCENT_PARAMS"])
assert params["lr"] == lr and os.environ["DESCENT_PARAM_OPT"] == params["opt"]
for step in range(4):
    print(json.dumps({"score": (math.log10(lr) + 2) ** 2 + params["layers"] / 100 + 1 / (step + 1), "step": step}))
`;

function hasPython(): boolean {
  try {
    execFileSync('python3', ['-c', '']);
    return true;
  } catch {
    return false;
  }
}

describe('descent sweep', () => {
  it.skipIf(!hasPython())(
    'sweeps a Python script beside its spec, and says the best as its last line',
    async () => {
      files.write('train.py', python);
      const spec = files.write('demo.json', JSON.stringify(demo));
      const swept = await descent(folder.path, 'sweep', spec, '--json');
      expect(swept.code).toBe(0);
      expect(swept.stderr).toContain('No argument names layers, opt');
      const last = swept.json() as { best: { params: Record<string, number>; value: number } };
      expect(last).toMatchObject({
        sweep: 1,
        state: 'complete',
        trials: { complete: 12, pruned: 0, failed: 0 },
      });
      const { lr = 0, layers = 0 } = last.best.params;
      expect(last.best.value).toBeCloseTo((Math.log10(lr) + 2) ** 2 + layers / 100 + 1 / 4, 12);

      const listed = await descent(folder.path, 'sweeps', '--json');
      expect(JSON.parse(listed.stdout)).toEqual([
        expect.objectContaining({ id: 1, name: 'demo', state: 'complete' }),
      ]);
      const shown = await descent(folder.path, 'sweeps', '1');
      expect(shown.stdout.split('\n').filter((line) => /^ *\d+ +complete /.test(line))).toHaveLength(12);
    },
  );

  it('is paused by Ctrl+C and goes on by its number', async () => {
    const script = files.write(
      'trial.mjs',
      'setTimeout(() => console.log(JSON.stringify({ score: Number(process.argv[2]) })), 200);',
    );
    const spec = files.write(
      'spec.json',
      JSON.stringify({
        ...demo,
        workers: 1,
        command: { argv: [process.execPath, script, '{lr}'], cwd: '.' },
      }),
    );
    const child = spawn(process.execPath, [bin, 'sweep', spec, '--json', '--data', folder.path], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let interrupted = false;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      if (interrupted || !chunk.includes('trial 1 complete')) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    const paused = JSON.parse(stdout) as { state: string; trials: { complete: number; failed: number } };
    expect(paused).toMatchObject({ state: 'paused', trials: { failed: 0 } });
    expect(paused.trials.complete).toBeLessThan(12);
    const resumed = await descent(folder.path, 'sweep', 'resume', '1', '--json');
    expect([resumed.code, resumed.json()]).toMatchObject([
      0,
      { state: 'complete', trials: { complete: 12 } },
    ]);
  });

  it('tells every place of a spec that is wrong, before anything is begun', async () => {
    const wrong = files.write(
      'wrong.json',
      JSON.stringify({ ...demo, sampler: 'tpee', spaces: {}, trials: 0 }),
    );
    const refused = await descent(folder.path, 'sweep', wrong);
    expect(refused.code).toBe(1);
    for (const place of ['sampler', 'spaces', 'trials']) expect(refused.stderr).toContain(place);
    mkdirSync(join(files.folder, 'x'));
    const folderless = files.write(
      'x/spec.json',
      JSON.stringify({ ...demo, command: { argv: ['python3', '{lr}'], cwd: 'nowhere' } }),
    );
    expect((await descent(folder.path, 'sweep', folderless)).stderr).toContain(
      'command.cwd: There is no folder',
    );
    expect((await descent(folder.path, 'sweep', 'no-such.json')).stderr).toContain(
      'There is no file no-such.json',
    );
    expect((await descent(folder.path, 'sweep', 'resume', 'x')).stderr).toContain('no number of a sweep');
  });
});
