import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { createDispatch, type Handlers } from '../../src-main/api/dispatch.ts';

const signal = new AbortController().signal;

/** Handlers that note their input; only those that a test calls have to be there. */
function dispatchOver(handlers: Partial<Handlers>, refuseWrites: CodedError | null = null) {
  return createDispatch(handlers as Handlers, {
    refuseWrites,
    explain: (thrown) =>
      thrown instanceof RangeError ? new CodedError('storage_full', 'the disk is full') : thrown,
  });
}

describe('dispatch', () => {
  it('hands the handler its input parsed, with the defaults filled in', async () => {
    const dispatch = dispatchOver({ 'runs.list': (input) => ({ rows: [], total: input.limit }) });
    expect(await dispatch('runs.list', {}, signal)).toEqual({ rows: [], total: 100 });
  });

  it('refuses an unknown method and names the nearest', async () => {
    await expect(dispatchOver({})('runs.lst', {}, signal)).rejects.toMatchObject({
      code: 'not_found',
      message: 'There is no method runs.lst. Did you mean runs.list?',
    });
  });

  it('knows no method that every object has', async () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      await expect(dispatchOver({})(name, {}, signal)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('refuses wrong input before any handler sees it', async () => {
    const dispatch = dispatchOver({ 'runs.show': () => expect.unreachable('it must not be called') });
    await expect(dispatch('runs.show', { run: 'x' }, signal)).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(dispatch('runs.show', { run: 1, rnu: 2 }, signal)).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(dispatch('runs.show', null, signal)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('names the places of a training spec as its author knows them', async () => {
    const spec = {
      dataset: { source: { kind: 'sample', name: 'iris' }, target: 'target' },
      model: { kind: 'mlp', hidden: [16] },
      loss: { kind: 'crossEntropy' },
      optimizer: { kind: 'adam', learningrate: -1 },
      steps: 0,
      foo: 1,
    };
    const refused = dispatchOver({})('runs.start', { spec }, signal);
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input' });
    const { message, details } = (await refused.catch((thrown: unknown) => thrown)) as CodedError;
    expect(message).toContain('optimizer.learningrate: unknown key "learningrate" in "optimizer"');
    expect(message).not.toContain('spec.');
    const issues = details?.['issues'] as readonly { readonly path: string }[];
    expect(issues.map(({ path }) => path).sort()).toEqual(['foo', 'optimizer.learningrate', 'steps']);
  });

  it('says that no run was named', async () => {
    await expect(dispatchOver({})('runs.delete', { runs: [] }, signal)).rejects.toMatchObject({
      message: 'The input of runs.delete cannot be used: runs: name at least one run',
    });
  });

  it('refuses every write where nothing may be written, and still reads', async () => {
    const reason = new CodedError('storage_read_only', 'this one only reads');
    const dispatch = dispatchOver(
      { 'runs.columns': () => ({ params: [], metrics: [], tags: [], engines: [] }) },
      reason,
    );
    await expect(dispatch('runs.delete', { runs: [1] }, signal)).rejects.toBe(reason);
    await expect(dispatch('settings.set', { name: 'a', value: 1 }, signal)).rejects.toBe(reason);
    expect(await dispatch('runs.columns', {}, signal)).toMatchObject({ params: [], metrics: [] });
  });

  it('puts what a room throws into words', async () => {
    const dispatch = dispatchOver({
      'runs.stop': () => {
        throw new RangeError('SQLITE_FULL');
      },
    });
    await expect(dispatch('runs.stop', { run: 1 }, signal)).rejects.toMatchObject({ code: 'storage_full' });
  });
});
