import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Advice } from '#contract/advice.ts';
import { descent } from '../support/cli.ts';
import { openTestCore, type TestCore } from '../support/core.ts';
import { temporaryDirectory } from '../support/serve-process.ts';
import { sampleSpec } from '../support/training.ts';

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

/** Asks after every event until the answer will do. */
async function until(advice: number, fits: (told: Advice) => boolean): Promise<Advice> {
  let news = Promise.withResolvers<undefined>();
  const unsubscribe = test.client.subscribe(`advice:${advice}`, () => news.resolve(undefined));
  try {
    for (;;) {
      const told = await test.client.call('advice.show', { advice });
      if (fits(told)) return told;
      await news.promise;
      news = Promise.withResolvers();
    }
  } finally {
    unsubscribe();
  }
}
const ended = ({ state }: Advice): boolean => state !== 'waiting' && state !== 'running';
const start = async (name: string, kind: Advice['kind']): Promise<number> =>
  (await test.client.call('advice.start', { spec: sampleSpec(name), kind })).advice;

describe('advice', () => {
  it('is no run, and is kept when Descent starts again', async () => {
    const advice = await start('iris', 'optimizer');
    const told = await until(advice, ended);
    expect(told).toMatchObject({ kind: 'optimizer', state: 'complete', error: null, progress: null });
    expect(told.report).toMatchObject({ kind: 'optimizer', startLoss: expect.any(Number) as number });
    expect((await test.client.call('runs.list', {})).total).toBe(0);
    await test.close();
    test = openTestCore(folder.path);
    expect(await test.client.call('advice.show', { advice })).toEqual(told);
  });

  it('shows its curves while it runs, counts as no run, and stops when asked to', async () => {
    const advice = await start('tang-poems', 'optimizer');
    const running = await until(advice, ({ report }) => report !== null);
    expect(running.state).toBe('running');
    expect(running.progress?.totalSteps).toBeGreaterThan(0);
    expect(test.core.counts()).toEqual({ running: 0, waiting: 0 });
    await test.client.call('advice.stop', { advice });
    const stopped = await until(advice, ended);
    expect(stopped.state).toBe('stopped');
    expect(stopped.report).toMatchObject({ verdict: null });
    await expect(test.client.call('advice.stop', { advice })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is interrupted when Descent ends meanwhile', async () => {
    const advice = await start('tang-poems', 'optimizer');
    await until(advice, ({ state }) => state === 'running');
    await test.close();
    test = openTestCore(folder.path);
    expect((await test.client.call('advice.show', { advice })).state).toBe('interrupted');
  });

  it('is refused for a spec that does not fit its data, and unknown where nobody asked', async () => {
    const iris = sampleSpec('iris');
    await expect(
      test.client.call('advice.start', { spec: { ...iris, batchSize: 100_000 }, kind: 'optimizer' }),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('batchSize') as string,
    });
    await expect(test.client.call('advice.show', { advice: 7 })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('ends with the reason when its worker dies', async () => {
    await test.close();
    const dying = pathToFileURL(resolve(import.meta.dirname, '../support/dying-advisor.ts'));
    test = openTestCore(folder.path, dying);
    const told = await until(await start('iris', 'learningRate'), ended);
    expect(told).toMatchObject({ state: 'failed', error: { code: 'worker_died' }, report: null });
  });
});

describe('descent advise', () => {
  it('says what to take, and writes the spec with it', async () => {
    const data = join(folder.path, 'cli');
    const file = join(folder.path, 'advised.json');
    const printed = await descent(data, 'advise', 'iris', '--write', file);
    expect(printed.stderr).toContain(file);
    expect(printed.code).toBe(0);
    expect(printed.stdout).toContain('adam at 0.05 (yours)');
    expect(printed.stdout).toMatch(/Take |Keep /);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ model: { kind: 'linear' } });
    const json = await descent(data, 'advise', 'iris', '--learning-rate', '--json');
    expect(json.json()).toMatchObject({ kind: 'learningRate', state: 'complete' });
  });

  it('answers one question at a time', async () => {
    const refused = await descent(
      join(folder.path, 'cli'),
      'advise',
      'iris',
      '--learning-rate',
      '--batch-size',
    );
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('One question at a time');
  });
});
